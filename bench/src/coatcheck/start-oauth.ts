/** Starts a real Coatcheck server over sessions, grants, codes and API keys. */

import { codeRedemption, formRequest, refreshGrant } from '../load/oauth-requests.ts'
import { refreshTraffic, repeatedTraffic, singleTraffic } from '../load/traffic.ts'
import type { MeasuredServer } from '../scenario/measured-server.ts'
import { makeSecret, type Storage } from './launch.ts'
import { type SeededGrants, seedGrants, seedSessions } from './seed.ts'
import { serveCoatcheck } from './start-coatcheck.ts'

const TOKEN_PATH = '/oauth/token'

/** Access tokens that are introspected in turn. */
const INTROSPECTED = 1024

/** What to start. */
export interface OAuthSetting {
  readonly sessions: number
  readonly core: number
  readonly storage: Storage
  /** How many codes can be redeemed, in as many equal loads. */
  readonly codes: number
  readonly loads: number
}

/** Seeds a database, starts the server on it and waits until it is ready. */
export async function startOAuth({
  sessions,
  core,
  storage,
  codes: count,
  loads,
}: OAuthSetting): Promise<MeasuredServer> {
  const secret = makeSecret()
  const seeding = { databaseUrl: storage.databaseUrl, secret, core }
  const { sessionTokens } = await seedSessions({ ...seeding, sessions })
  const grants = await seedGrants({ ...seeding, codes: count + INTROSPECTED })
  const { publicClientId, introspector, refreshTokens, backendKey, apiKeys } = grants
  const { child, port } = await serveCoatcheck({ storage, secret, core })
  const accessTokens = await redeemSome(port, grants)
  const bearer = { authorization: `Bearer ${backendKey}`, 'content-type': 'application/json' }
  return {
    name: 'coatcheck',
    pid: child.pid,
    port,
    traffic: {
      check: repeatedTraffic(
        port,
        sessionTokens.map((token) => ({
          method: 'GET',
          path: '/api/auth/session',
          headers: { authorization: `Bearer ${token}` },
        })),
      ),
      'refresh grant': refreshTraffic(port, refreshTokens, refreshGrant(TOKEN_PATH, publicClientId)),
      'code redemption': singleTraffic(
        port,
        grants.codes.slice(INTROSPECTED).map((code) => codeRedemption(TOKEN_PATH, publicClientId, code)),
        { loads, said: '"refresh_token":"' },
      ),
      introspection: repeatedTraffic(
        port,
        accessTokens.map((token) =>
          formRequest('/oauth/introspect', { token }, { authorization: introspector }),
        ),
        '"active":true',
      ),
      'API key check': repeatedTraffic(
        port,
        apiKeys.map((key) => ({
          method: 'POST',
          path: '/api/auth/api-keys/verify',
          headers: bearer,
          body: JSON.stringify({ key }),
        })),
        '"active":true',
      ),
    },
    stop: () => child.stop(),
  }
}

/** Access tokens of as many grants. */
async function redeemSome(port: number, { publicClientId, codes }: SeededGrants): Promise<readonly string[]> {
  const tokens: string[] = []
  for (const code of codes.slice(0, INTROSPECTED)) {
    const { path, headers, body = '' } = codeRedemption(TOKEN_PATH, publicClientId, code)
    const answer = await fetch(`http://localhost:${port}${path}`, { method: 'POST', headers, body })
    if (!answer.ok) throw new Error(`a code was answered ${answer.status}: ${await answer.text()}`)
    tokens.push(((await answer.json()) as { readonly access_token: string }).access_token)
  }
  return tokens
}
