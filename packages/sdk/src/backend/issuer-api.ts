/** What a backend asks of its issuer with its own key, and what the answers mean. */

import type { ServerSource } from './verifier-options.ts'

/** What of a request shows whose token it is to be: of a browser the client secret, else the token that was brought. */
export type Shown =
  /** `sessionId` names one of the browser's sessions; `null` is the one that navigations use. */
  { readonly clientSecret: string; readonly sessionId: string | null } | { readonly sessionToken: string }

/** What a token is asked to be. */
export type TokenAsk = {
  readonly template?: string
  readonly organizationId?: string | null
  readonly expiresInSeconds?: number
}

/** A token of the issuer; or why there is none, of which only `unavailable` says nothing about whoever asks. */
export type IssuerAnswer =
  | { readonly ok: true; readonly token: string; readonly setCookies: readonly string[] }
  | {
      readonly ok: false
      readonly why: 'ended' | 'pending' | 'malformed' | 'used' | 'refused' | 'unavailable'
      readonly cause: unknown
    }

/** The calls. None of them rejects. */
export type IssuerApi = {
  /** Mints for whoever showed it. */
  readonly mint: (shown: Shown, ask?: TokenAsk) => Promise<IssuerAnswer>
  /** Redeems a ticket, which works once. */
  readonly redeem: (ticket: string) => Promise<IssuerAnswer>
}

/** How long an answer is waited for: whoever sent the request waits as long. */
const TIMEOUT_MS = 5_000

/** Opens the calls of one backend key. */
export function openIssuerApi(source: ServerSource, key: string): IssuerApi {
  return {
    mint: (shown, ask = {}) =>
      post(source, '/api/auth/session/token', ask, {
        authorization: `Bearer ${key}`,
        ...headersOf(shown),
      }),
    redeem: (ticket) => post(source, '/api/auth/ticket/redeem', { ticket }, {}),
  }
}

function headersOf(shown: Shown): { readonly [name: string]: string } {
  if ('sessionToken' in shown) return { 'coatcheck-session-token': shown.sessionToken }
  const { clientSecret, sessionId } = shown
  return {
    'coatcheck-client': clientSecret,
    ...(sessionId !== null && { 'coatcheck-session': sessionId }),
  }
}

async function post(
  source: ServerSource,
  path: string,
  body: object,
  headers: { readonly [name: string]: string },
): Promise<IssuerAnswer> {
  try {
    const { response, answer } = await askIssuer(source, path, body, headers)
    const { token, code, field, detail } = answer
    if (response.status === 200 && typeof token === 'string')
      return { ok: true, token, setCookies: response.headers.getSetCookie() }
    const said = [code, field, detail].filter((part) => typeof part === 'string').join(': ')
    const cause = new Error(`the issuer answered ${response.status} ${said}`.trimEnd())
    return { ok: false, why: meaningOf(response.status, code, field), cause }
  } catch (cause) {
    return { ok: false, why: 'unavailable', cause }
  }
}

/** Posts to the issuer and reads the answer, which is JSON. Rejects when none comes in time. */
export async function askIssuer(
  { url, fetch }: ServerSource,
  path: string,
  body: object,
  headers: { readonly [name: string]: string },
): Promise<{ readonly response: Response; readonly answer: { readonly [member: string]: unknown } }> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'manual', // the key is for this server alone
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  return { response, answer: await response.json() }
}

function meaningOf(
  status: number,
  code: unknown,
  field: unknown,
): Exclude<IssuerAnswer, { ok: true }>['why'] {
  switch (code) {
    case 'session_ended':
      return 'ended'
    case 'session_pending':
      return 'pending'
    case 'ticket_invalid':
      return 'used'
    case 'credential_invalid':
      // Without a field it is the backend's own key that is no good: that is nobody's sign-out.
      return typeof field === 'string' ? 'malformed' : 'unavailable'
    default:
      return typeof code !== 'string' || status === 409 || status === 429 || status >= 500
        ? 'unavailable'
        : 'refused'
  }
}
