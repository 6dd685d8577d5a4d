/** `fetch` with a token: a request that is refused for its token is repeated once with another. */

import type { Environment } from './environment.ts'
import { isJson, type Tell } from './send.ts'
import { isMembers } from './wire.ts'

/** Why a backend refuses a token that a new one may replace. */
const RENEWABLE: ReadonlySet<string> = new Set(['token-expired', 'token-outdated', 'token-revoked'])

/** Makes it. */
export function createAuthFetch(deps: {
  readonly environment: Environment
  readonly tell: Tell
  /** The origins that may have the token; where there is no page, its own is none. */
  readonly origins: readonly (string | undefined)[]
  /** A token that is good for now, and is not the one that was refused; `null` for nobody. */
  readonly getToken: (refused: string | null) => Promise<string | null>
}): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  const { environment, tell, origins, getToken } = deps

  return async (input, init) => {
    const request = new Request(input, init)
    const { origin } = new URL(request.url)
    const mayHaveToken = origin !== 'null' && origins.includes(origin)
    // An application may say itself who sends it.
    if (!mayHaveToken || request.headers.has('authorization')) return await environment.fetch(request)
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
  if (token !== null) request.headers.set('authorization', `Bearer ${token}`)
  return request
}

/** What a backend says is wrong with the token (RFC 9457); a backend that says nothing is taken to mean its age. */
async function reasonOf(response: Response): Promise<string> {
  const problem: unknown = isJson(response)
    ? await response
        .clone()
        .json()
        .catch(() => null)
    : null
  const reason = isMembers(problem) ? (problem['reason'] ?? problem['code']) : null
  return typeof reason === 'string' ? reason : 'token-expired'
}
