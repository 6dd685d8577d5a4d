/** A signed-in application: an access token whenever it needs one, for as long as its grant lives. */

import { discover, type Endpoints } from './discover.ts'
import { NativeError } from './native-error.ts'
import { isSafe, type NativeClient, type NativeOptions, readNativeOptions } from './native-options.ts'
import { readOwn } from './own-grant.ts'
import { refreshGrant } from './refresh-grant.ts'
import { ask, refusalOf } from './request.ts'
import type { StoredGrant } from './token-store.ts'

/** What an application does with its grant. Any number of processes may share one store. */
export type SignedIn = {
  /**
   * An access token that is good for now; refreshed if it is about to end, or with `skipCache`.
   *
   * @throws {NativeError} `signed-out` when nobody is signed in any more; a `retryable` one when there is no telling.
   */
  readonly getAccessToken: (options?: { readonly skipCache?: boolean }) => Promise<string>
  /**
   * Sends a request with an access token; when that is refused (401), once more with a new one. A body that is a stream
   * is sent once. To https and this machine alone: whoever is asked gets the token.
   */
  readonly fetch: (input: string | URL, init?: RequestInit) => Promise<Response>
  /**
   * Who is signed in, as the server says (OpenID Connect Core section 5.3). For applications whose tokens are for the
   * server itself: those that ask for no resources, and have none at the server.
   */
  readonly whoAmI: () => Promise<{ readonly [claim: string]: unknown }>
  /** Ends the grant and forgets it here. `revoked: false`: the server could not be told; it ends there by itself. */
  readonly signOut: () => Promise<{ readonly revoked: boolean }>
}

/** An access token is renewed when less than a fifth of its life is left, and not given out in its last ten seconds. */
const RENEW_AT = 0.2
const LAST_SECONDS = 10

/** What this process knows of the token that it saw last: its own clock that no one sets. */
type Seen = { readonly accessToken: string; readonly sinceMs: number }

/** Takes up what is in the store. It asks nobody yet: whether somebody is signed in shows at the first call. */
export function resume(options: NativeOptions): SignedIn {
  const client = readNativeOptions(options)
  const { store } = client
  let endpoints: Promise<Endpoints> | null = null
  let renewing: Promise<string> | null = null
  let seen: Seen | null = null

  const known = async (): Promise<Endpoints> => {
    endpoints ??= discover(client)
    try {
      return await endpoints
    } catch (error) {
      endpoints = null
      throw error
    }
  }

  const secondsLeft = (grant: StoredGrant): number => {
    if (grant.accessToken === null) return 0
    if (seen?.accessToken !== grant.accessToken)
      seen = { accessToken: grant.accessToken, sinceMs: performance.now() }
    const byWallMs = Date.now() - grant.receivedAtMs
    // A token from the future: somebody set the clock, and nobody knows how old it is.
    if (byWallMs < 0) return 0
    return grant.expiresInSeconds - Math.max(byWallMs, performance.now() - seen.sinceMs) / 1000
  }

  const renew = (refused: string | null): Promise<string> => {
    renewing ??= refreshGrant(client, {
      token: async () => (await known()).token,
      isGood: ({ accessToken, ...grant }) =>
        accessToken !== null &&
        accessToken !== refused &&
        secondsLeft({ accessToken, ...grant }) > grant.expiresInSeconds * RENEW_AT,
    }).finally(() => {
      renewing = null
    })
    return renewing
  }

  const getAccessToken: SignedIn['getAccessToken'] = async ({ skipCache = false } = {}) => {
    const grant = await readOwn(client)
    if (skipCache) return await renew(grant.accessToken)
    const left = secondsLeft(grant)
    if (grant.accessToken !== null && left > grant.expiresInSeconds * RENEW_AT) return grant.accessToken
    try {
      return await renew(null)
    } catch (error) {
      const isUsable = error instanceof NativeError && error.retryable && left > LAST_SECONDS
      if (grant.accessToken === null || !isUsable) throw error
      return grant.accessToken // offline is no sign-out
    }
  }

  const send: SignedIn['fetch'] = async (input, init = {}) => {
    const url = new URL(input)
    if (!isSafe(url))
      throw new NativeError('option-invalid', `${url.origin} is neither https nor this machine`)
    const attempt = async (token: string): Promise<Response> => {
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer ${token}`)
      return await client.fetch(url, { ...init, headers })
    }
    const token = await getAccessToken()
    const response = await attempt(token)
    if (response.status !== 401 || init.body instanceof ReadableStream) return response
    const next = await renew(token)
    await response.body?.cancel()
    return await attempt(next)
  }

  return {
    getAccessToken,
    fetch: send,
    whoAmI: async () => {
      const { userinfo } = await known()
      const token = await getAccessToken()
      const first = await ask(client, { url: userinfo, bearer: token })
      const answer =
        first.status === 401 ? await ask(client, { url: userinfo, bearer: await renew(token) }) : first
      if (answer.status !== 200) throw refusalOf(answer)
      return answer.body
    },
    signOut: () =>
      store.exclusively(async () => {
        const grant = await readOwn(client)
        const revoked = await revoke(client, known, grant)
        await store.write(null)
        return { revoked }
      }),
  }
}

async function revoke(
  client: NativeClient,
  endpoints: () => Promise<Endpoints>,
  { refreshToken }: StoredGrant,
): Promise<boolean> {
  try {
    const { revocation: url } = await endpoints()
    const form = { client_id: client.clientId, token: refreshToken, token_type_hint: 'refresh_token' }
    return (await ask(client, { url, form })).status === 200
  } catch (error) {
    if (error instanceof NativeError) return false
    throw error
  }
}
