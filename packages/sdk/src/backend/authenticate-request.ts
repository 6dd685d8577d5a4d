/**
 * Who sends a request to your backend: by bearer token, by the session cookie of a request from your own pages, by the
 * ticket of a connection, or by an access token.
 */

import { isApiKey } from '@coatcheck/core/protocol'
import type { TokenReason } from '@coatcheck/core/verify'
import { type AcceptedKind, type Accepts, readAccepts, type StateOf } from './accepted.ts'
import { checkApiKey, MAX_ANSWER_SECONDS } from './api-key.ts'
import { type ApiKeyHolder, apiKeyHolder } from './api-key-holder.ts'
import { askForRequest, askOnce, type Backend, backendOf } from './backend-key.ts'
import { type CookieRules, findBearer, findShownToken, findToken } from './find-token.ts'
import { getToken } from './get-token.ts'
import type { RolesOf } from './has.ts'
import type { IssuerAnswer, Shown } from './issuer-api.ts'
import { type OAuthOptions, readOAuthOptions, type ReadOAuthOptions } from './oauth-options.ts'
import { authenticateOAuthToken, saysOAuthToken } from './oauth-token.ts'
import { checkOpaqueToken, isOpaqueToken } from './opaque-token.ts'
import { findClientSecret, isRenewable, passableCookies } from './renewal.ts'
import { type NodeRequestHead, type RequestHead, requestHead } from './request-head.ts'
import {
  type PresentedType,
  type RequestState,
  signedIn,
  type SignedOut,
  signedOut,
} from './request-state.ts'
import { findTicket } from './ticket.ts'
import type { TokenType } from './verified.ts'
import type { Verifier } from './verifier.ts'
import type { Parties } from './verifier-options.ts'

/** How requests are judged. */
export type AuthenticateOptions = Parties &
  CookieRules & {
    /** Where a person's roles stand, when it is not the active organization that says them. */
    readonly roles?: RolesOf
    /**
     * A backend key (`ccb_`), with which the server is asked what no key set tells: for opaque session tokens, tickets,
     * another token by `getToken`, and a new session cookie for a visitor whose own has run out. That is in the state's
     * `setCookies()`, to be passed on; middleware and wrapped handlers do so.
     */
    readonly backendKey?: string
    /**
     * How long in seconds what the server said of an API key is gone by: 60 at most (the default), while the feed is
     * heard; without a feed 5. With 0 the server is asked for every request, and it alone counts a key's limit.
     */
    readonly apiKeyCacheSeconds?: number
    /** What is asked of access tokens, where they are accepted. */
    readonly oauth?: OAuthOptions
  }

/**
 * Authenticates a request, of the web or of Node. What the request brings never makes it reject. With a backend key the
 * server is asked for an opaque token (once a minute while the feed is heard), for a ticket, and for a client cookie
 * that came without a session cookie that holds; without one for nothing but its keys. API keys and access tokens are
 * looked at only where `accepts` lists them.
 *
 * @throws {CoatcheckError} As a rejection, when an option is wrong.
 */
export async function authenticateRequest<A extends AcceptedKind = 'session-token'>(
  verifier: Verifier<TokenType>,
  request: RequestHead | NodeRequestHead,
  options: AuthenticateOptions & Accepts<A> = {},
): Promise<StateOf<A>> {
  const accepts = readAccepts(options)
  const oauth = accepts.includes('oauth-token') ? readOAuthOptions(verifier, options) : null
  const state = await authenticateAny(verifier, request, options, { accepts, oauth })
  return withChallenge(state, request, oauth) as StateOf<A> // no other kind was looked at
}

type Acceptable = { readonly accepts: readonly AcceptedKind[]; readonly oauth: ReadOAuthOptions | null }

/** Who is refused is told how an access token is shown. */
function withChallenge(
  state: StateOf<AcceptedKind>,
  request: RequestHead | NodeRequestHead,
  oauth: ReadOAuthOptions | null,
): StateOf<AcceptedKind> {
  if (state.isAuthenticated || oauth === null) return state
  const { resourceMetadata } = oauth
  const isOfProof = state.reason === 'token-binding-invalid' || state.reason === 'dpop-proof-invalid'
  const scheme = isOfProof ? 'DPoP' : (findShownToken(requestHead(request))?.scheme ?? 'Bearer')
  return { ...state, challenge: { scheme, resourceMetadata } }
}

async function authenticateAny(
  verifier: Verifier<TokenType>,
  request: RequestHead | NodeRequestHead,
  options: AuthenticateOptions,
  { accepts, oauth }: Acceptable,
): Promise<StateOf<AcceptedKind>> {
  const head = requestHead(request)
  const bearer = findBearer(head)
  if (bearer !== null && isApiKey(bearer)) {
    if (!accepts.includes('api-key')) return signedOut('token-type-invalid')
    const backend = backendOf(verifier, options.backendKey)
    return backend === null
      ? signedOut('backend-key-missing')
      : await authenticateApiKey(verifier, backend, bearer, options)
  }
  const takesSessions = accepts.includes('session-token')
  const shown = oauth === null ? null : findShownToken(head)
  if (
    oauth !== null &&
    shown !== null &&
    (!takesSessions || shown.scheme === 'DPoP' || saysOAuthToken(shown.token))
  )
    return await authenticateOAuthToken(verifier, { head, headers: request.headers }, shown, oauth)
  if (takesSessions) return await authenticateSession(verifier, request, options)
  return signedOut(bearer === null || bearer === '' ? 'token-missing' : 'token-type-invalid')
}

async function authenticateApiKey(
  verifier: Verifier<TokenType>,
  backend: Backend,
  text: string,
  { apiKeyCacheSeconds = MAX_ANSWER_SECONDS }: AuthenticateOptions,
): Promise<ApiKeyHolder | SignedOut> {
  const verdict = await checkApiKey(verifier, backend, text, apiKeyCacheSeconds)
  if (verdict.ok) return apiKeyHolder(verdict.key)
  switch (verdict.why) {
    case 'malformed':
    case 'inactive':
      return signedOut('api-key-invalid')
    case 'limited':
      return signedOut('api-key-limited', undefined, verdict.retryAfterSeconds)
    case 'unavailable':
      return signedOut('issuer-unavailable', verdict.cause)
  }
}

async function authenticateSession(
  verifier: Verifier<TokenType>,
  request: RequestHead | NodeRequestHead,
  options: AuthenticateOptions,
): Promise<RequestState> {
  const head = requestHead(request)
  const { issuer } = verifier
  const backend = backendOf(verifier, options.backendKey)
  const at: Place = { verifier, backend, options }
  const found = findToken(verifier, head, options)
  if (found.ok && found.from === 'bearer') {
    const { token } = found
    if (!isOpaqueToken(token)) return await judge(at, token, { tokenType: 'session' })
    if (backend === null) return signedOut('backend-key-missing')
    const answer = await checkOpaqueToken(verifier, backend, token)
    if (!answer.ok) return signedOut(REASONS[answer.why], answer.cause)
    const by = { tokenType: 'opaque', shown: { sessionToken: token } } as const
    return asFresh(await judge(at, answer.token, by))
  }

  const ticket = findTicket(head)
  if (ticket !== null) {
    if (backend === null) return signedOut('backend-key-missing')
    const answer = await askForRequest(backend, request, Infinity, () => backend.api.redeem(ticket))
    return answer.ok
      ? await judge(at, answer.token, { tokenType: 'ticket' })
      : signedOut(REASONS[answer.why], answer.cause)
  }

  const secret = backend === null ? null : findClientSecret(issuer, head, options)
  const by = { tokenType: 'session', ...(secret !== null && { clientSecret: secret }) } as const
  const state = found.ok ? await judge(at, found.token, by) : signedOut(found.reason)
  if (state.isSignedIn || backend === null || secret === null || !isRenewable(state.reason)) return state
  const renew = (): Promise<IssuerAnswer> =>
    askOnce(backend.flights, secret, () => backend.api.mint({ clientSecret: secret, sessionId: null }))
  const answer = await askForRequest(backend, request, REQUEST_MS, renew)
  if (!answer.ok) return answer.why === 'unavailable' ? signedOut('issuer-unavailable', answer.cause) : state
  const setCookies = passableCookies(verifier.sessionCookie, answer.token, answer.setCookies)
  return asFresh(await judge(at, answer.token, { ...by, setCookies }))
}

type Place = {
  readonly verifier: Verifier<TokenType>
  readonly backend: Backend | null
  readonly options: AuthenticateOptions
}

/** How the token came. */
type By = {
  readonly tokenType: PresentedType
  /** By what another token is minted, when it is not this one. */
  readonly shown?: Shown
  /** The same, of the browser that the token's session belongs to. */
  readonly clientSecret?: string
  readonly setCookies?: readonly string[]
}

async function judge({ verifier, backend, options }: Place, token: string, by: By): Promise<RequestState> {
  const verified = await verifier.verify(token, namesParties(options) ? options : undefined)
  if (!verified.ok) return signedOut(verified.reason, verified.cause)
  if (verified.tokenType !== 'session') return signedOut('token-type-invalid')
  const { claims } = verified
  const { nowMs } = verifier
  const { tokenType, clientSecret, setCookies = [] } = by
  const shown =
    by.shown ??
    (clientSecret === undefined ? { sessionToken: token } : { clientSecret, sessionId: claims.sid })
  const source = { token, expiresAt: claims.exp, nowMs, shown, backend }
  return signedIn({
    tokenType,
    claims,
    nowMs: nowMs(),
    rolesOf: options.roles,
    setCookies,
    getToken: (asked) => getToken(source, asked),
  })
}

/** A token of this moment that is not as of it tells of clocks or of a change under way, and of nobody's sign-out. */
function asFresh(state: RequestState): RequestState {
  if (state.isSignedIn || !isRenewable(state.reason)) return state
  return signedOut('issuer-unavailable', new Error(`the token that the issuer just gave: ${state.message}`))
}

/** How long what was answered for a request is the answer to it. */
const REQUEST_MS = 10_000

/** What an answer says of an opaque token or a ticket. */
const REASONS: { readonly [W in Extract<IssuerAnswer, { ok: false }>['why']]: TokenReason } = {
  ended: 'token-revoked',
  pending: 'token-pending',
  malformed: 'token-malformed',
  used: 'ticket-invalid',
  // Whatever it was, it was nothing that the person did.
  refused: 'issuer-unavailable',
  unavailable: 'issuer-unavailable',
}

function namesParties({ audience, authorizedParties }: AuthenticateOptions): boolean {
  return audience !== undefined || authorizedParties !== undefined
}
