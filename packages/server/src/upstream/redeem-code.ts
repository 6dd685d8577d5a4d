/** Redeems an authorization code at an upstream (RFC 6749 section 4.1.3), and finds out whose it was. */

import { profileOf, type UpstreamSubject } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { fetchDocument, type FetchedDocument } from './fetch-document.ts'
import { githubPerson } from './github.ts'
import type { SignInState } from './sign-in-state.ts'
import type { SignInUpstream } from './start-sign-in.ts'
import { clientSecretOf } from './upstream-secrets.ts'
import { verifyIdToken } from './verify-upstream-token.ts'

/** Whose code it was. `reason` is for the event. */
export type RedeemedCode =
  | UpstreamSubject
  | {
      readonly ok: false
      readonly code: 'upstream_sign_in_refused' | 'upstream_token_invalid'
      readonly reason: string
    }

/** How long GitHub's word is good for, in milliseconds: it is taken at once. */
const WORD_MS = 60_000

/** Redeems it. */
export async function redeemCode(
  server: Server,
  upstream: SignInUpstream,
  state: SignInState,
  code: string,
): Promise<RedeemedCode> {
  const secret = clientSecretOf(server.secrets, upstream)
  if (secret === null && upstream.client.authentication !== 'none') return refused(server, 'secret-unknown')
  const redeemed = await askForTokens(upstream, state, code, secret)
  if (!redeemed.ok) return refused(server, 'code-refused', redeemed.detail)
  const { access_token: accessToken, id_token: idToken, error } = redeemed.document
  if (error !== undefined) return refused(server, 'code-refused', JSON.stringify(error)) // GitHub says so with status 200
  return upstream.kind === 'github'
    ? await askGitHub(server, upstream, accessToken)
    : await readIdToken(server, upstream, state, idToken, accessToken)
}

function askForTokens(
  { client }: SignInUpstream,
  { redirectUri, verifier }: SignInState,
  code: string,
  secret: string | null,
): Promise<FetchedDocument> {
  const { clientId, authentication, tokenUrl } = client
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  })
  if (authentication === 'client_secret_basic' && secret !== null) {
    // RFC 6749 section 2.3.1: both halves are form-encoded first.
    const encode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1)
    const pair = `${encode(clientId)}:${encode(secret)}`
    const headers = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
    return fetchDocument(tokenUrl, { form, headers })
  }
  form.set('client_id', clientId)
  if (secret !== null && authentication !== 'none') form.set('client_secret', secret)
  return fetchDocument(tokenUrl, { form })
}

async function askGitHub(
  server: Server,
  { client }: SignInUpstream,
  accessToken: unknown,
): Promise<RedeemedCode> {
  if (typeof accessToken !== 'string' || client.userInfoUrl === null)
    return refused(server, 'no-access-token')
  const person = await githubPerson(client.userInfoUrl, accessToken)
  if (!person.ok) return refused(server, 'user-unknown', person.detail)
  const issuedAtMs = await server.store.nowMs()
  return {
    ...person,
    signedInAtMs: null,
    factors: { firstAtMs: null, secondAtMs: null },
    actor: null,
    upstreamSessionId: null,
    issuedAtMs,
    expiresAtMs: issuedAtMs + WORD_MS,
  }
}

async function readIdToken(
  server: Server,
  upstream: SignInUpstream,
  { nonce }: SignInState,
  idToken: unknown,
  accessToken: unknown,
): Promise<RedeemedCode> {
  if (typeof idToken !== 'string') return refused(server, 'no-id-token')
  const person = await verifyIdToken(server, upstream, idToken, nonce)
  if (!person.ok) return { ok: false, code: 'upstream_token_invalid', reason: person.reason }
  const { userInfoUrl } = upstream.client
  const factors = { firstAtMs: person.signedInAtMs, secondAtMs: null }
  if (person.email !== null || userInfoUrl === null || typeof accessToken !== 'string')
    return { ...person, factors }
  const headers = { authorization: `Bearer ${accessToken}` }
  const asked = await fetchDocument(userInfoUrl, { headers })
  return { ...person, ...moreOf(person, asked), factors }
}

/** What the UserInfo endpoint adds, if it speaks of the same person (OpenID Connect Core section 5.3.2). */
function moreOf(person: UpstreamSubject, asked: FetchedDocument): Partial<UpstreamSubject> {
  if (!asked.ok || asked.document['sub'] !== person.subject) return {}
  const more = profileOf(asked.document)
  return {
    email: more.email,
    firstName: person.firstName ?? more.firstName,
    lastName: person.lastName ?? more.lastName,
  }
}

function refused(server: Server, reason: string, detail?: string): RedeemedCode {
  if (detail !== undefined) server.logger.warn({ detail, reason }, 'an upstream did not complete a sign-in')
  return { ok: false, code: 'upstream_sign_in_refused', reason }
}
