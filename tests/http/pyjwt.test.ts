/** What a backend in Python makes of our tokens: the published PyJWT, with the key set that it fetches. */

import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { fakeClock } from '@coatcheck/core/testing'
import { systemClock } from '@coatcheck/server'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { type Json, register } from '../support/api-client.ts'
import { fakeKey, signToken } from '../support/fake-upstream.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { type Holder, holderOf, makeTemplate, mint } from '../support/templates.ts'

/** Debian's, which has the packages that Debian installs; another one may come first on the path. */
const PYTHON = '/usr/bin/python3'
const PROGRAM = fileURLToPath(new URL('../support/pyjwt-program.py', import.meta.url))
const HOUR_MS = 3_600_000
const SECRET = 'the secret that both ends of the template know'

/** A token, and what the backend expects of it. */
type Case = {
  readonly token: string
  readonly issuer: string
  readonly algorithm: string
  readonly typ: string
  readonly jwksUrl?: string
  readonly secret?: string
}

type Verdict = { readonly claims: Json } | { readonly refused: string }

/** Has tokens verified. */
function verdictsOf(cases: readonly Case[]): Promise<readonly Verdict[]> {
  return new Promise((resolve, reject) => {
    const python = execFile(PYTHON, [PROGRAM], (error, stdout) => {
      if (error === null) resolve(JSON.parse(stdout) as readonly Verdict[])
      else reject(error)
    })
    python.stdin?.end(JSON.stringify(cases))
  })
}

/** Verifies one. @returns Why it is refused; `null` when it holds. */
async function refusalOf(one: Case): Promise<string | null> {
  const [verdict] = await verdictsOf([one])
  if (verdict === undefined) throw new Error('there is no verdict')
  return 'refused' in verdict ? verdict.refused : null
}

/** A token with another payload or another header, under the signature that it has. */
function altered(token: string, part: 0 | 1, more: Json): string {
  const parts = token.split('.')
  const former = JSON.parse(Buffer.from(parts[part] ?? '', 'base64url').toString()) as Json
  parts[part] = Buffer.from(JSON.stringify({ ...former, ...more })).toString('base64url')
  return parts.join('.')
}

let coatcheck: RunningCoatcheck
let admin: AdminClient
let ada: Holder
/** What was minted an hour ago. */
let old: { readonly session: string; readonly template: string }

async function minted(body: Json = {}): Promise<string> {
  const answer = await mint(coatcheck.url, ada, body)
  expect(answer.status).toBe(200)
  return String(answer.body['token'])
}

/** Starts a server an hour ago, where Ada signs in. */
async function startAnHourAgo(algorithm: string, ofSessions: string): Promise<void> {
  let aheadMs = -HOUR_MS
  const clock = { ...fakeClock(), nowMs: () => systemClock.nowMs() + aheadMs }
  coatcheck = await startCoatcheck({ clock, environment: { COATCHECK_TOKEN_ALGORITHM: ofSessions } })
  admin = adminClient(coatcheck)
  const secret = algorithm === 'HS256' ? { secret: SECRET } : {}
  await makeTemplate(admin, { name: 'told', text: '{ "plan": "pro" }', algorithm, ...secret })
  ada = holderOf(await register(coatcheck.url, 'ada@example.com', { transport: 'opaque' }))
  old = { session: await minted(), template: await minted({ template: 'told' }) }
  aheadMs = 0
}

describe.each(['ES256', 'RS256', 'EdDSA'])('by PyJWT, with %s,', (algorithm) => {
  beforeAll(() => startAnHourAgo(algorithm, algorithm))
  afterAll(() => coatcheck.close())

  const caseOf = (token: string, more: Partial<Case> = {}): Case => ({
    token,
    algorithm,
    typ: 'session+jwt',
    issuer: coatcheck.url,
    jwksUrl: `${coatcheck.url}/.well-known/jwks.json`,
    ...more,
  })

  test('a session token and a token of a template hold, and say who it is', async () => {
    const [session, template] = await verdictsOf([
      caseOf(await minted()),
      caseOf(await minted({ template: 'told' }), { typ: 'JWT' }),
    ])
    expect(session).toMatchObject({ claims: { sub: ada.userId, sid: ada.sessionId, iss: coatcheck.url } })
    expect(template).toMatchObject({ claims: { sub: ada.userId, plan: 'pro' } })
  })

  test('one whose payload was altered is refused', async () => {
    const forged = altered(await minted(), 1, { sub: 'user_mallory' })
    expect(await refusalOf(caseOf(forged))).toBe('InvalidSignatureError')
  })

  test('one that has ended is refused', async () => {
    expect(await refusalOf(caseOf(old.session))).toBe('ExpiredSignatureError')
    expect(await refusalOf(caseOf(old.template, { typ: 'JWT' }))).toBe('ExpiredSignatureError')
  })

  test('one of another issuer is refused, and one whose key is not published', async () => {
    const token = await minted()
    expect(await refusalOf(caseOf(token, { issuer: 'https://elsewhere.example' }))).toBe('InvalidIssuerError')
    const stranger = altered(token, 0, { kid: 'of-nobody' })
    expect(await refusalOf(caseOf(stranger))).toBe('PyJWKClientError')
  })

  test('one that a stranger signed in the name of our key is refused', async () => {
    const token = await minted()
    const { kid, typ } = decodeProtectedHeader(token)
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Json
    const theirs = fakeKey(String(kid), algorithm === 'RS256' ? 'RS256' : 'ES256')
    const refusal = await refusalOf(caseOf(signToken(theirs, claims, { typ })))
    expect(refusal).toBe(algorithm === 'EdDSA' ? 'InvalidAlgorithmError' : 'InvalidSignatureError')
  })

  test('one that names no algorithm, or takes our public key for a secret, is refused', async () => {
    const token = await minted()
    const [, payload = ''] = token.split('.')
    const unsigned = `${altered(token, 0, { alg: 'none' }).split('.')[0] ?? ''}.${payload}.`
    expect(await refusalOf(caseOf(unsigned))).toBe('InvalidAlgorithmError')
    const jwks = await (await fetch(`${coatcheck.url}/.well-known/jwks.json`)).text()
    const input = `${altered(token, 0, { alg: 'HS256' }).split('.')[0] ?? ''}.${payload}`
    const confused = `${input}.${createHmac('sha256', jwks).update(input).digest('base64url')}`
    expect(await refusalOf(caseOf(confused))).toBe('InvalidAlgorithmError')
  })

  test('a token of a template is no session token', async () => {
    expect(await refusalOf(caseOf(await minted({ template: 'told' })))).toBe('another kind of token')
  })
})

describe('by PyJWT, with HS256,', () => {
  beforeAll(() => startAnHourAgo('HS256', 'ES256'))
  afterAll(() => coatcheck.close())

  const caseOf = (token: string, more: Partial<Case> = {}): Case => ({
    token,
    algorithm: 'HS256',
    typ: 'JWT',
    issuer: coatcheck.url,
    secret: SECRET,
    ...more,
  })

  test('a token of a template holds for who knows its secret, and says who it is', async () => {
    const [verdict] = await verdictsOf([caseOf(await minted({ template: 'told' }))])
    expect(verdict).toMatchObject({ claims: { sub: ada.userId, sid: ada.sessionId, plan: 'pro' } })
  })

  test('one that was altered, has ended, is of another issuer or under another secret is refused', async () => {
    const token = await minted({ template: 'told' })
    expect(await refusalOf(caseOf(altered(token, 1, { plan: 'free' })))).toBe('InvalidSignatureError')
    expect(await refusalOf(caseOf(old.template))).toBe('ExpiredSignatureError')
    expect(await refusalOf(caseOf(token, { issuer: 'https://elsewhere.example' }))).toBe('InvalidIssuerError')
    expect(await refusalOf(caseOf(token, { secret: `${SECRET}!` }))).toBe('InvalidSignatureError')
    expect(await refusalOf(caseOf(await minted()))).toBe('InvalidAlgorithmError')
  })
})
