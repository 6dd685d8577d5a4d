/** Somebody for whom one node hands out tokens in every way there is, while something changes at another. */

import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { type Json, PASSWORD } from './api-client.ts'
import { type FakeUpstream, signToken } from './fake-upstream.ts'

/** The ways to tokens. */
export const WAYS = ['sign-in', 'mint', 'refresh', 'exchange'] as const

/** A way. */
export type Way = (typeof WAYS)[number]

/** A person, with a session for each request that races. */
export type Racer = {
  readonly userId: string
  readonly subject: string
  readonly email: string
  readonly organizationId: string
  /** A template that half of them ask for. */
  readonly template: string | undefined
  /** An opaque session token. */
  readonly opaque: string
  /** Refresh tokens, each of a session of its own. */
  readonly chains: Chain[]
}

/** A refresh token, and the key that it is sent with however often. */
export type Chain = { readonly refreshToken: string; readonly key: string }

/** Where somebody goes for tokens, and whose word an exchange takes. */
export type Counter = { readonly url: string; readonly upstream: FakeUpstream }

/** What is asked of a token. */
export type Asks = Pick<Racer, 'template'> & { readonly organizationId?: string }

type Answered = { readonly status: number; readonly body: Json }

/** What may answer a request that comes too late. */
const TOO_LATE: readonly unknown[] = [
  'credentials_invalid',
  'session_ended',
  'upstream_token_invalid',
  'not_found',
]

/** How often somebody asks who is told 503. */
const PATIENCE = 10

/** Thousands of requests: what `fetch` does around each would take longer than the races. */
const agent = new Agent({ keepAlive: true })
let addresses = 0

/** Sends a request, as somebody at a network address that nobody had before: limits are per address. */
async function post(
  url: string,
  path: string,
  body: Json,
  more: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  addresses += 1
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
    'x-forwarded-for': `10.${addresses >> 16}.${(addresses >> 8) & 255}.${addresses & 255}`,
    ...more,
  }
  let answered = await postOnce(url + path, body, headers)
  // A node whose stores are slow to answer says so, and is asked again with the same key, as every client does.
  for (let tries = 1; answered.status === 503 && tries < PATIENCE; tries++) {
    await wait(1_000)
    answered = await postOnce(url + path, body, headers)
  }
  return answered
}

async function postOnce(
  url: string,
  body: Json,
  headers: Readonly<Record<string, string>>,
): Promise<Answered> {
  return await new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) as Json }))
    })
    // The server may end a connection that was idle at the very moment in which it is used again.
    sent.on('error', (error) => (sent.reusedSocket ? resolve(postOnce(url, body, headers)) : reject(error)))
    sent.end(JSON.stringify(body))
  })
}

/** Hands the upstream's word for somebody over for a session. */
export function exchangeFor(
  { url, upstream }: Counter,
  { subject, email }: Pick<Racer, 'subject' | 'email'>,
  transport: 'opaque' | 'token',
): Promise<Answered> {
  const iat = Math.floor(Date.now() / 1000)
  const claims = { iss: upstream.issuer, sub: subject, aud: 'web', iat, exp: iat + 300, jti: randomUUID() }
  const token = signToken(upstream.ec, { ...claims, email, email_verified: true })
  return post(url, '/api/auth/create-session', { token, transport })
}

/** Asks for tokens in one way. @returns Those that were handed out. */
export async function askForTokens(
  at: Counter,
  racer: Racer,
  way: Way,
  asks: Asks,
): Promise<readonly string[]> {
  switch (way) {
    case 'sign-in': {
      const signIn = { email: racer.email, password: PASSWORD, transport: 'token' }
      return await andRefresh(at, asks, await post(at.url, '/api/auth/login', signIn))
    }
    case 'exchange':
      return await andRefresh(at, asks, await exchangeFor(at, racer, 'token'))
    case 'mint':
      return await mintFor(at.url, racer, asks)
    case 'refresh': {
      const chain = racer.chains.shift() ?? firstOf({})
      const refreshed = await refresh(at, chain, asks)
      racer.chains.push(refreshed.status === 200 ? firstOf(refreshed.body) : chain)
      return handedOut(refreshed)
    }
  }
}

/** Mints for the opaque session. @returns The token, if there is one. */
export async function mintFor(url: string, { opaque }: Racer, asks: Asks): Promise<readonly string[]> {
  return handedOut(await post(url, '/api/auth/session/token', asks, { authorization: `Bearer ${opaque}` }))
}

/** A session that was just opened works in no organization: its second token tells of one, if that is asked. */
async function andRefresh(at: Counter, asks: Asks, opened: Answered): Promise<readonly string[]> {
  if (opened.status !== 200 || asks.organizationId === undefined) return handedOut(opened)
  return [...handedOut(opened), ...handedOut(await refresh(at, firstOf(opened.body), asks))]
}

/** The beginning of a chain, or its next step, from an answer. */
export function firstOf({ refreshToken }: Json): Chain {
  return { refreshToken: String(refreshToken), key: randomUUID() }
}

function refresh({ url }: Counter, { refreshToken, key }: Chain, asks: Asks): Promise<Answered> {
  return post(url, '/api/auth/refresh', { refreshToken, ...asks }, { 'idempotency-key': key })
}

function handedOut({ status, body }: Answered): readonly string[] {
  if (status !== 200 && !TOO_LATE.includes(body['code'])) throw new Error(`${status} ${JSON.stringify(body)}`)
  return [body['accessToken'], body['token']].filter((token) => typeof token === 'string')
}
