/** An issuer under the control of a test: signs whatever it is asked to, and serves whatever key set it is told to. */

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Json } from './api-client.ts'

/** A key of the issuer. */
export type FakeKey = {
  readonly kid: string
  readonly alg: 'RS256' | 'ES256'
  readonly privateKey: KeyObject
  readonly jwk: Json
}

/** What a path answers. */
type FakeAnswer = {
  readonly status?: number
  readonly body: string
  readonly headers?: { readonly [name: string]: string }
}

/** The issuer. */
export type FakeUpstream = {
  readonly issuer: string
  readonly jwksUrl: string
  readonly rsa: FakeKey
  readonly ec: FakeKey
  /** Puts something at a path. */
  readonly serve: (path: string, answer: FakeAnswer) => void
  readonly serveKeys: (keys: readonly Json[]) => void
  /** How often a path was asked for. */
  readonly requests: (path: string) => number
  readonly close: () => Promise<void>
}

/** Makes a key. */
export function fakeKey(kid: string, alg: FakeKey['alg'], bits = 2048): FakeKey {
  const { privateKey, publicKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: bits })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, alg, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } }
}

/** Signs claims as a compact JWS. `header` is merged over the usual one; `undefined` takes a member away. */
export function signToken(key: FakeKey, claims: Json, header: Json = {}): string {
  return signText(
    key,
    JSON.stringify({ alg: key.alg, typ: 'JWT', kid: key.kid, ...header }),
    JSON.stringify(claims),
  )
}

/** Signs the very texts of a header and a payload. */
export function signText(key: FakeKey, header: string, payload: string): string {
  const input = `${base64url(header)}.${base64url(payload)}`
  const signer =
    key.alg === 'ES256' ? { key: key.privateKey, dsaEncoding: 'ieee-p1363' as const } : key.privateKey
  return `${input}.${sign('sha256', Buffer.from(input), signer).toString('base64url')}`
}

/** Keys of issuers that are gone, for those to come: RSA keys take long to make. */
const idle: { readonly rsa: FakeKey; readonly ec: FakeKey }[] = []

/** Starts the issuer with an RSA and an EC key, which no other one has at the same time. */
export async function startFakeUpstream(): Promise<FakeUpstream> {
  const answers = new Map<string, FakeAnswer>()
  const counts = new Map<string, number>()
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    counts.set(path, (counts.get(path) ?? 0) + 1)
    const answer = answers.get(path) ?? { status: 404, body: '{}' }
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const keys = idle.pop() ?? { rsa: fakeKey('rsa-1', 'RS256'), ec: fakeKey('ec-1', 'ES256') }
  const { rsa, ec } = keys
  const serve: FakeUpstream['serve'] = (path, answer) => void answers.set(path, answer)
  const serveKeys: FakeUpstream['serveKeys'] = (keys) =>
    serve('/jwks.json', { body: JSON.stringify({ keys }) })
  const jwksUrl = `${issuer}/jwks.json`
  serve('/.well-known/openid-configuration', { body: JSON.stringify({ issuer, jwks_uri: jwksUrl }) })
  serveKeys([rsa.jwk, ec.jwk])
  return {
    issuer,
    jwksUrl,
    rsa,
    ec,
    serve,
    serveKeys,
    requests: (path) => counts.get(path) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        idle.push(keys)
      }),
  }
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
