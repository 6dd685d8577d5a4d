/** Requests to an authorization server, ours or another, and what each comes to. */

import { createHash } from 'node:crypto'

/** Where the clients get their codes. */
export const REDIRECT_URI = 'https://app.example.com/callback'
/** What the clients may ask tokens for. */
export const RESOURCE = 'https://api.example.com/'
/** The proof of every code, and its challenge. */
export const VERIFIER: string = 'v'.repeat(43)
export const CHALLENGE: string = createHash('sha256').update(VERIFIER).digest('base64url')

/** A client at one of the servers. */
export type Client = { readonly id: string; readonly secret: string }

/** One of the servers, as its metadata describe it. */
export type Target = {
  readonly metadata: Readonly<Record<string, string>>
  readonly web: Client
  readonly spa: Client
  readonly other: Client
  readonly browse: (url: URL) => Promise<URL>
}

/** What a request came to: the status, and the error where it names one. */
export type Outcome = string

/** A request of the corpus. */
export type Case = readonly [name: string, run: (target: Target) => Promise<Outcome>]

/** Reads a server's metadata. */
export async function discover(url: string): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(`${url}/.well-known/openid-configuration`)
  return (await response.json()) as Readonly<Record<string, string>>
}

/** Parameters, in their order where one comes twice. */
export type Parameters = Readonly<Record<string, string>> | readonly (readonly [string, string])[]

function entriesOf(parameters: Parameters): Iterable<readonly [string, string]> {
  return Symbol.iterator in parameters
    ? (parameters as readonly (readonly [string, string])[])
    : Object.entries(parameters)
}

/** The body of a form. */
export const form = (parameters: Parameters): URLSearchParams =>
  new URLSearchParams([...entriesOf(parameters)].map(([name, value]) => [name, value]))

/** The header by which a client proves itself. */
export const basic = ({ id, secret }: Client): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})

/** What an answer comes to. */
export async function outcomeOf(response: Response): Promise<Outcome> {
  const text = await response.text()
  const body = text.startsWith('{') ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {}
  const challenge = /error="(\w+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1]
  const said = body['error'] ?? challenge ?? ('active' in body ? `active ${String(body['active'])}` : null)
  return said === null ? String(response.status) : `${response.status} ${said as string}`
}

/** Sends a form to one of the endpoints. */
export async function post(
  { metadata }: Target,
  endpoint: string,
  parameters: Parameters,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return await outcomeOf(
    await fetch(metadata[endpoint] ?? '', { method: 'POST', body: form(parameters), headers }),
  )
}

/** Asks the token endpoint. */
export const token = (
  target: Target,
  parameters: Parameters,
  headers?: Readonly<Record<string, string>>,
): Promise<Outcome> => post(target, 'token_endpoint', parameters, headers)

/** An authorization request that is good, but for what is changed. */
export const request = (
  client: Client,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  client_id: client.id,
  redirect_uri: REDIRECT_URI,
  response_type: 'code',
  scope: 'openid offline_access',
  prompt: 'consent',
  state: 's',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
  ...more,
})

/** What an authorization request comes to: an error on the spot, or what the client is told. */
export async function authorize(target: Target, parameters: Parameters): Promise<Outcome> {
  const url = new URL(target.metadata['authorization_endpoint'] ?? '')
  url.search = String(form(parameters))
  const response = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } })
  const location = response.headers.get('location')
  if (location === null) return `page ${response.status}`
  const to = new URL(location, url)
  const answer = to.hash.length > 1 ? new URLSearchParams(to.hash.slice(1)) : to.searchParams
  return to.href.startsWith(REDIRECT_URI) ? `redirect ${answer.get('error') ?? 'code'}` : 'goes on'
}

/** Gets a code, as the person. */
export async function codeFor(
  target: Target,
  client: Client,
  more?: Readonly<Record<string, string>>,
): Promise<string> {
  const url = new URL(target.metadata['authorization_endpoint'] ?? '')
  url.search = String(form(request(client, more)))
  const callback = await target.browse(url)
  return callback.searchParams.get('code') ?? callback.href
}

/** The form that redeems a code. */
export const redemption = (
  code: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: REDIRECT_URI,
  code_verifier: VERIFIER,
  ...more,
})

/** Gets a client its tokens. */
export async function tokensFor(target: Target, client: Client): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(target.metadata['token_endpoint'] ?? '', {
    method: 'POST',
    body: form(redemption(await codeFor(target, client))),
    headers: basic(client),
  })
  return (await response.json()) as Readonly<Record<string, string>>
}

/** Asks who it is. */
export async function userinfo(
  { metadata }: Target,
  headers: Readonly<Record<string, string>>,
  query = '',
): Promise<Outcome> {
  return await outcomeOf(await fetch(`${metadata['userinfo_endpoint']}${query}`, { headers }))
}
