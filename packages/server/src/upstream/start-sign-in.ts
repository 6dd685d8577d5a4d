/** Starts a sign-in at an upstream: the authorization code flow with PKCE, a state and a nonce. */

import { encodeBase64url, encodeUtf8, limitsFor, type Upstream, type UpstreamClient } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { bindingOf, sealState, SIGN_IN_MS, type SignInPurpose } from './sign-in-state.ts'

/** An upstream that people can sign in with. */
export type SignInUpstream = Upstream & { readonly client: UpstreamClient }

/** What is started. */
export type SignInStart = {
  readonly redirectUri: string
  /** What only the browser or app that starts it knows. */
  readonly mark: string
  readonly redirectUrl: string | null
  readonly purpose: SignInPurpose
  /** Whoever is signed in there has to prove it once more. */
  readonly fresh: boolean
}

/** A sign-in that has been started. */
export type StartedSignIn = {
  /** Where to send the person. */
  readonly authorizationUrl: string
  readonly state: string
  readonly expiresAtMs: number
}

/** The upstream, if people can sign in with it. */
export async function findSignInUpstream(server: Server, id: Upstream['id']): Promise<SignInUpstream | null> {
  const upstream = await server.store.upstreams.find(id)
  return upstream !== null && isForSignIn(upstream) ? upstream : null
}

/** Whether people can sign in with it. */
export function isForSignIn(upstream: Upstream): upstream is SignInUpstream {
  return upstream.signIn && upstream.client !== null
}

/** The one address that an upstream sends browsers back to: one for each, so that none can answer for another. */
export function callbackUrl({ settings }: Pick<Server, 'settings'>, { id }: Pick<Upstream, 'id'>): string {
  return `${settings.url}/sign-in/with/${id}/callback`
}

/** Starts it. Nothing is kept here. */
export function startSignIn(server: Server, upstream: SignInUpstream, start: SignInStart): StartedSignIn {
  const { random, clock, crypto, policy } = server
  const secret = (): string => encodeBase64url(random.bytes(32))
  const { redirectUri, redirectUrl, purpose } = start
  const [verifier, nonce] = [secret(), secret()]
  const expiresAtMs = clock.nowMs() + SIGN_IN_MS
  const binding = bindingOf(server, start.mark)
  const id = encodeBase64url(random.bytes(16))
  const opened = { id, expiresAtMs, verifier, nonce, redirectUri, binding, redirectUrl, purpose }
  const state = sealState(server, upstream, opened)

  const { clientId, scopes, authorizationUrl } = upstream.client
  const url = new URL(authorizationUrl)
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state,
    code_challenge: encodeBase64url(crypto.sha256(encodeUtf8(verifier))),
    code_challenge_method: 'S256',
    // A sign-in there that is older than a session may be would be refused here: better they ask once more.
    ...(upstream.kind !== 'github' && {
      nonce,
      max_age: String(Math.floor(limitsFor(policy(), 'cookie', true).absoluteMs / 1000)),
    }),
    ...(start.fresh && upstream.kind !== 'github' && { prompt: 'login' }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { authorizationUrl: url.href, state, expiresAtMs }
}
