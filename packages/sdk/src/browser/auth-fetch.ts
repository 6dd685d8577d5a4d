/** `fetch` with a token: a request that is refused for its token is repeated once with another. */

import type { Environment } from './environment.ts'
import type { Tell } from './send.ts'
import { isMembers } from './wire.ts'

/** Why a backend refuses a token that a new one may replace. */
const RENEWABLE: ReadonlySet<string> = new Set(['token-expired', 'token-outdated', 'token-revoked'])

/** Makes it. */
export function createAuthFetch(deps: {
  readonly environment: Environment
  readonly tell: Tell
  /** The origins that may have the token. */
  readonly origins: readonly string[]
  /** A token that is good for now, and is not the one that was refused; `null` for nobody. */
  readonly getToken: (refused: string | null) => Promise<string | null>
}): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  const { environment, tell, origins, getToken } = deps

  /** Sent with a token unless the application says itself who sends it. */
  function mayCarry(request: Request): boolean {
    return origins.includes(new URL(request.url).origin) && !request.headers.has('authorization')
  }

  return async (input, init) => {
    const base =
      globalThis.location === undefined || input instanceof Request ? undefined : globalThis.location.href
    const request = new Request(input instanceof Request ? input : new URL(input, base), init)
    if (!mayCarry(request)) return await environment.fetch(request)
    // A stream can be read once: who sends one gets the answer to that one request.
    const spare = init?.body instanceof ReadableStream ? null : request.clone()
    const token = await getToken(null)
    const response = await environment.fetch(withToken(request, token))
    const reason = response.status === 401 && token !== null ? await reasonOf(response) : null
    if (reason === null || !RENEWABLE.has(reason)) return response
    tell({ kind: 'repeat', reason })
    const next = await getToken(token)
    if (next === null || spare === null) return response
    await response.body?.cancel()
    return await environment.fetch(withToken(spare, next))
  }
}

function withToken(request: Request, token: string | null): Request {
  if (token === null) return request
  const headers = new Headers(request.headers)
  headers.set('authorization', `Bearer ${token}`)
  return new Request(request, { headers })
}

/** What a backend says is wrong with the token (RFC 9457); a backend that says nothing is taken to mean its age. */
async function reasonOf(response: Response): Promise<string> {
  try {
    const problem: unknown = await response.clone().json()
    if (isMembers(problem) && typeof problem['reason'] === 'string') return problem['reason']
    return isMembers(problem) && typeof problem['code'] === 'string' ? problem['code'] : 'token-expired'
  } catch {
    return 'token-expired'
  }
}
