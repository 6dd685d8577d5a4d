/** Access tokens signed by hand, as `session-tokens.ts` signs those of sessions. */

import type { AccessClaims } from '@coatcheck/core/protocol'
import { ISSUER, NOW_SECONDS } from './session-tokens.ts'

/** The API that they are for. */
export const API = 'https://api.example'

/** The header of a good one. */
export const ACCESS_HEADER: Readonly<Record<'alg' | 'typ' | 'kid', string>> = {
  alg: 'ES256',
  typ: 'at+jwt',
  kid: 'ec',
}

/** The claims of a good one. */
export const ACCESS_CLAIMS: AccessClaims = {
  iss: ISSUER,
  sub: 'user_1',
  sid: 'sess_1',
  aud: API,
  client_id: 'app_1',
  scope: 'notes:read notes:write',
  iat: NOW_SECONDS,
  nbf: NOW_SECONDS,
  exp: NOW_SECONDS + 600,
  jti: 'j',
}
