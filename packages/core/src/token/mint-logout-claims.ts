/** The claims of logout tokens (OpenID Connect Back-Channel Logout 1.0 section 2.4): a session is over. */

import { encodeBase64url } from '../encoding/base64url.ts'
import type { LogoutDelivery } from '../oauth/logout-delivery.ts'
import type { Random } from '../world/random.ts'
import { JTI_BYTES } from './mint-claims.ts'

/** The `typ` of a logout token. */
export const LOGOUT_TOKEN_TYPE = 'logout+jwt'

/** The event that a logout token tells, as the member of `events`. */
export const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** How long a logout token can be shown, in seconds: two minutes, as the standard asks. */
export const LOGOUT_TOKEN_SECONDS = 120

/** Claims of a logout token, made anew for each try. It never has a `nonce`: nobody may take it for an id_token. */
export function mintLogoutClaims(
  { sessionId, userId, audience }: Pick<LogoutDelivery, 'sessionId' | 'userId' | 'audience'>,
  { issuer, nowMs }: { readonly issuer: string; readonly nowMs: number },
  random: Random,
): { readonly [claim: string]: unknown } {
  const issuedAt = Math.floor(nowMs / 1000)
  return {
    iss: issuer,
    sub: userId,
    aud: audience,
    iat: issuedAt,
    exp: issuedAt + LOGOUT_TOKEN_SECONDS,
    jti: encodeBase64url(random.bytes(JTI_BYTES)),
    sid: sessionId,
    events: { [LOGOUT_EVENT]: {} },
  }
}
