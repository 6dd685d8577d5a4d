/** What a browser does that signs in with an upstream on our pages, step by step, and an upstream to do it with. */

import { adminClient } from './admin-client.ts'
import type { Browser, Json } from './api-client.ts'
import { idTokenClaims } from './exchange.ts'
import { type FakeUpstream, signToken } from './fake-upstream.ts'
import type { RunningCoatcheck } from './start-coatcheck.ts'

/** The client id of this server at every upstream of the tests. */
export const CLIENT_ID = 'web'

/** Makes the issuer one that people sign in with. @returns Its id. */
export async function offerSignIn(
  coatcheck: RunningCoatcheck,
  upstream: FakeUpstream,
  more: Json = {},
  discovery: Json = {},
): Promise<string> {
  const { issuer, jwksUrl } = upstream
  const metadata = {
    issuer,
    jwks_uri: jwksUrl,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    ...discovery,
  }
  upstream.serve('/.well-known/openid-configuration', { body: JSON.stringify(metadata) })
  const settings = { issuer, name: 'Example ID', clientId: CLIENT_ID, clientSecret: 'client secret', ...more }
  const { status, body } = await adminClient(coatcheck).post('/upstreams', settings)
  if (status !== 201) throw new Error(`the upstream was refused: ${JSON.stringify(body)}`)
  return String(body['id'])
}

/** What the address says that a browser is sent to. */
export type SentTo = { readonly url: URL; readonly state: string; readonly nonce: string }

/** Presses "Continue with ...". */
export async function leaveFor(browser: Browser, upstreamId: string, more: Json = {}): Promise<SentTo> {
  return sentTo(await submitForm(browser, '/sign-in', '/sign-in/with', { upstream_id: upstreamId, ...more }))
}

/** Submits a form of a page, with the token that the page gave it. */
export async function submitForm(
  browser: Browser,
  page: string,
  action: string,
  fields: Json,
): Promise<Response> {
  const { body } = await browser.send(page)
  const token = /name="csrf_token" value="([^"]+)"/.exec(String(body['text']))?.[1] ?? ''
  const entries = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)])
  return await browser.submit(action, new URLSearchParams([['csrf_token', token], ...entries]))
}

/** Where a page leads by itself. */
export async function sentTo(answer: Response): Promise<SentTo> {
  const text = await answer.text()
  const link = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(text)?.[1]
  if (link === undefined) throw new Error(`${answer.status}: the page leads nowhere`)
  return readSentTo(link.replaceAll('&amp;', '&'))
}

/** Reads an authorization request. */
export function readSentTo(text: string): SentTo {
  const url = new URL(text)
  const { searchParams } = url
  return { url, state: searchParams.get('state') ?? '', nonce: searchParams.get('nonce') ?? '' }
}

/** Has the upstream answer the next codes with an id_token. */
export function answerWith(
  coatcheck: RunningCoatcheck,
  upstream: FakeUpstream,
  nonce: string,
  claims: Json = {},
): void {
  const idToken = signToken(upstream.rsa, idTokenClaims(coatcheck, upstream, { nonce, ...claims }))
  upstream.serve('/token', {
    body: JSON.stringify({ id_token: idToken, access_token: 'for userinfo', token_type: 'Bearer' }),
  })
}

/** Comes back from the upstream. @returns Where our answer leads; the status for one that leads nowhere. */
export async function comeBack(browser: Browser, upstreamId: string, parameters: Json): Promise<string> {
  const entries = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)])
  const { status, headers } = await browser.send(
    `/sign-in/with/${upstreamId}/callback?${new URLSearchParams(entries)}`,
  )
  return headers.get('location') ?? String(status)
}
