/** `auth.getToken()`: the token of a request, or another one of its session, minted with the backend key. */

import type { Backend } from './backend-key.ts'
import { CoatcheckError, type MintCode } from './errors.ts'
import type { IssuerAnswer, Shown, TokenAsk } from './issuer-api.ts'

/** What is asked of the token. */
export type GetTokenOptions = {
  /** The name of a template: gives a token of it, which is no session token. */
  readonly template?: string
  /** The organization that the token tells; `null` for none. Left out: the one that the session works in. */
  readonly organizationId?: string | null
  /** The token is good for at least so many seconds more, as far as the policy allows. */
  readonly leewayInSeconds?: number
  /** Its whole lifetime in seconds, as far as the policy allows. */
  readonly expiresInSeconds?: number
  /** Gives a new token also where that of the request would do. */
  readonly skipCache?: boolean
}

/** The token of a request, and by what another one is minted. */
export type TokenSource = {
  readonly token: string
  /** When it ends, in seconds. */
  readonly expiresAt: number
  readonly nowMs: () => number
  readonly shown: Shown
  readonly backend: Backend | null
}

/**
 * Gives a token as it is asked.
 *
 * @throws {CoatcheckError} As a rejection, when there is none: without a backend key, when the session has ended, when
 * the issuer refuses, or cannot be asked (`retryable`).
 */
export async function getToken(source: TokenSource, options: GetTokenOptions = {}): Promise<string> {
  const { token, expiresAt, nowMs, shown, backend } = source
  const { template, organizationId, leewayInSeconds = 0, expiresInSeconds, skipCache = false } = options
  const isLongEnough = expiresAt - nowMs() / 1000 >= leewayInSeconds
  const asksForAnother = [template, organizationId, expiresInSeconds].some((asked) => asked !== undefined)
  if (!asksForAnother && !skipCache && isLongEnough) return token
  if (backend === null) throw failure('backend-key-missing', 'minting needs a backend key')
  const ask: TokenAsk = {
    ...(template !== undefined && { template }),
    ...(organizationId !== undefined && { organizationId }),
    ...(expiresInSeconds !== undefined && { expiresInSeconds }),
    ...(expiresInSeconds === undefined &&
      leewayInSeconds > 0 && { expiresInSeconds: lifetimeFor(leewayInSeconds) }),
  }
  const answer = await backend.api.mint(shown, ask)
  if (answer.ok) return answer.token
  throw failure(codeOf(answer), 'the issuer gave no token', answer.cause)
}

/** Asks for more than is needed, so that the next calls find enough of it left. */
function lifetimeFor(leewayInSeconds: number): number {
  return Math.ceil(leewayInSeconds + Math.max(60, leewayInSeconds / 2))
}

function codeOf({ why }: Extract<IssuerAnswer, { ok: false }>): MintCode {
  switch (why) {
    case 'ended':
      return 'session-ended'
    case 'unavailable':
      return 'issuer-unavailable'
    case 'pending':
    case 'malformed':
    case 'used':
    case 'refused':
      return 'token-refused'
  }
}

function failure(code: MintCode, message: string, cause?: unknown): CoatcheckError {
  const said = cause instanceof Error ? `${message}: ${cause.message}` : message
  return new CoatcheckError(code, said, { cause })
}
