/** What a verifier accepts, remembers and asks again, on `node:crypto` and on Web Crypto alike. */

import fc from 'fast-check'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  CLAIMS,
  eddsa,
  es256,
  HEADER,
  ISSUER,
  JWKS,
  KEYS,
  NOW_SECONDS as NOW,
  rs256,
  signToken,
} from '../../../../tests/support/session-tokens.ts'
import { keyImporter as node } from '../crypto/node.ts'
import { keyImporter as web } from '../crypto/web.ts'
import { verifierOn } from './verifier.ts'
import type { VerifierOptions } from './verifier-options.ts'

const PLATFORMS = { 'node:crypto': node, 'Web Crypto': web }

describe.each(Object.entries(PLATFORMS))('a verifier on %s', (_, importer) => {
  const make = (options: Partial<VerifierOptions> = {}) =>
    verifierOn(importer, { issuer: ISSUER, jwks: JWKS, now: () => NOW * 1000, ...options })
  const check = async (token: string, options: Partial<VerifierOptions> = {}) => {
    const verified = await make(options).verify(token)
    return verified.ok ? 'accepted' : verified.reason
  }
  const withClaims = (members: object) => signToken(HEADER, { ...CLAIMS, ...members })

  test.each([
    ['ES256', 'ec', es256],
    ['RS256', 'rsa', rs256],
    ['EdDSA', 'ed', eddsa],
  ] as const)('accepts what node:crypto signed with %s', async (alg, kid, signer) => {
    const token = signToken({ ...HEADER, alg, kid }, CLAIMS, signer)
    expect(await make().verify(token)).toEqual({ ok: true, tokenType: 'session', claims: CLAIMS })
  })

  test.each(['ES256', 'RS256', 'EdDSA'])('accepts what jose signed with %s', async (alg) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    const claims = { ...CLAIMS, aud: 'api' }
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg, typ: 'session+jwt', kid: 'by-jose' })
      .sign(privateKey)
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'by-jose', alg }] }
    expect(await make({ jwks }).verify(token)).toMatchObject({ ok: true, claims })
  })

  test.each([
    ['ES256', 'ec', es256],
    ['RS256', 'rsa', rs256],
    ['EdDSA', 'ed', eddsa],
  ] as const)('takes one key in PEM for %s, whatever kid a token names', async (alg, kid, signer) => {
    const pem = KEYS[kid].publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const token = signToken({ ...HEADER, alg, kid: 'any' }, CLAIMS, signer)
    for (const jwtKey of [pem, pem.replaceAll('\n', String.raw`\n`), pem.replaceAll('\n', '\r\n')]) {
      const verifier = verifierOn(importer, { issuer: ISSUER, jwtKey, now: () => NOW * 1000 })
      expect(await verifier.verify(token)).toMatchObject({ ok: true })
    }
  })

  test('says token-missing of no token at all', async () => {
    for (const nothing of ['', null, undefined]) {
      expect(await make().verify(nothing)).toMatchObject({ ok: false, reason: 'token-missing' })
    }
  })

  test('gives a verdict on any text whatever, and never rejects', async () => {
    const verifier = make()
    const good = signToken()
    const mutated = fc.tuple(fc.nat(good.length - 1), fc.string()).map(([at, text]) => {
      return good.slice(0, at) + text + good.slice(at + 1)
    })
    const headers = fc.record({ alg: fc.string(), typ: fc.string(), kid: fc.constantFrom('ec', 'rsa', 'ed') })
    const forged = fc
      .tuple(headers, fc.jsonValue(), fc.uint8Array({ maxLength: 300 }))
      .map(([header, claims, signature]) => signToken(header, claims, () => signature))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), mutated, forged), async (text) => {
        expect((await verifier.verify(text)).ok).toBe(text === good)
      }),
      { numRuns: 500 },
    )
  })

  test('holds a token in force from nbf to exp, with five seconds of skew on both sides', async () => {
    const at = (seconds: number) => check(signToken(), { now: () => seconds * 1000 })
    expect(await at(NOW - 6)).toBe('token-not-active-yet')
    expect(await at(NOW - 5)).toBe('accepted')
    expect(await at(NOW + 64)).toBe('accepted')
    expect(await at(NOW + 65)).toBe('token-expired')
    expect(await check(signToken(), { now: () => (NOW + 60) * 1000, clockSkewSeconds: 0 })).toBe(
      'token-expired',
    )
  })

  test('takes tokens of 300 seconds, and longer ones only when it is told to', async () => {
    expect(await check(withClaims({ exp: NOW + 300 }))).toBe('accepted')
    expect(await check(withClaims({ exp: NOW + 301 }))).toBe('token-claims-invalid')
    expect(await check(withClaims({ exp: NOW + 3600 }), { maxTokenLifetimeSeconds: 3600 })).toBe('accepted')
  })

  test.each([
    [undefined, 'token-audience-invalid'],
    ['api', 'accepted'],
    ['other', 'token-audience-invalid'],
    [['api'], 'accepted'],
    [['api', 'other'], 'token-audience-invalid'],
    [[], 'token-audience-invalid'],
  ])('asked for the audience "api", answers a token for %j by %s', async (aud, expected) => {
    expect(await check(withClaims({ aud }), { audience: 'api' })).toBe(expected)
  })

  test.each([
    ['https://app.example', 'accepted'],
    [['https://other.example', 'https://app.example'], 'accepted'],
    [['https://app.example.evil'], 'token-party-invalid'],
    ['https://app.example.evil', 'token-party-invalid'],
    [[], 'token-party-invalid'],
  ])('asked for the party %j, answers a token for https://app.example by %s', async (parties, expected) => {
    expect(await check(signToken(), { authorizedParties: parties })).toBe(expected)
  })

  test("takes a template's token only where one is wanted, and then asks less of its claims", async () => {
    const claims = { iss: ISSUER, sub: 'user_1', sid: 'sess_1', iat: NOW, exp: NOW + 60, 'x-role': 'editor' }
    const token = signToken({ ...HEADER, typ: 'JWT' }, claims)
    expect(await check(token)).toBe('token-type-invalid')
    expect(await make({ tokenTypes: ['template'] }).verify(token)).toEqual({
      ok: true,
      tokenType: 'template',
      claims,
    })
    expect(await check(signToken(), { tokenTypes: ['template'] })).toBe('token-type-invalid')
    expect(await check(signToken(), { tokenTypes: ['session', 'template'] })).toBe('accepted')
    const asks: Partial<VerifierOptions> = {
      tokenTypes: ['template'],
      authorizedParties: 'https://app.example',
    }
    expect(await check(token, asks)).toBe('token-party-invalid')
  })

  test('hands on the organization that a token names', async () => {
    const org = { id: 'org_1', slug: 'acme', role: 'admin', permissions: ['billing:read'] }
    expect(await make().verify(withClaims({ org }))).toMatchObject({ ok: true, claims: { org } })
  })
})

describe('a token that was verified', () => {
  const setUp = (options: Partial<VerifierOptions> = {}) => {
    let nowMs = NOW * 1000
    let verifications = 0
    const importer = {
      ...node,
      importJwk: async (...args: Parameters<typeof node.importJwk>) => {
        const key = await node.importJwk(...args)
        const verify = (...input: Parameters<typeof key.verify>) => {
          verifications++
          return key.verify(...input)
        }
        return { ...key, verify }
      },
    }
    const verifier = verifierOn(importer, { issuer: ISSUER, jwks: JWKS, now: () => nowMs, ...options })
    return { verifier, verifications: () => verifications, pass: (ms: number) => void (nowMs += ms) }
  }

  test('is not verified a second time', async () => {
    const { verifier, verifications } = setUp()
    const first = await verifier.verify(signToken())
    const token = signToken()
    await verifier.verify(token)
    expect(await verifier.verify(token)).toEqual(first)
    expect(verifications()).toBe(2)
  })

  test('is still checked at every call for time, party and audience', async () => {
    const { verifier, verifications, pass } = setUp()
    const token = signToken()
    const elsewhere = { authorizedParties: ['https://other.example'] }
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
    expect(await verifier.verify(token, elsewhere)).toMatchObject({ reason: 'token-party-invalid' })
    expect(await verifier.verify(token, { audience: 'api' })).toMatchObject({
      reason: 'token-audience-invalid',
    })
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
    pass(65_000)
    expect(await verifier.verify(token)).toMatchObject({ reason: 'token-expired' })
    expect(verifications()).toBe(1)
  })

  test('that was refused for its party first is accepted for the right one', async () => {
    const { verifier } = setUp()
    const token = signToken()
    expect(await verifier.verify(token, { authorizedParties: [] })).toMatchObject({ ok: false })
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
  })

  test('vouches for no other token with the same last characters', async () => {
    const { verifier } = setUp()
    const token = signToken()
    const [head = '', , signature = ''] = token.split('.')
    const forged = `${head}.${signToken(HEADER, { ...CLAIMS, sub: 'user_2' }).split('.')[1]}.${signature}`
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
    expect(await verifier.verify(forged)).toMatchObject({ reason: 'token-signature-invalid' })
    expect(await verifier.verify(token)).toMatchObject({ ok: true, claims: { sub: 'user_1' } })
  })

  test('makes room for newer ones, and is verified again then', async () => {
    const { verifier, verifications } = setUp({ cacheSize: 2 })
    const tokens = [1, 2, 3].map((n) => signToken(HEADER, { ...CLAIMS, jti: `j${n}` }))
    for (const token of [...tokens, ...tokens.slice(1)]) await verifier.verify(token)
    expect(verifications()).toBe(3)
    await verifier.verify(tokens[0])
    expect(verifications()).toBe(4)
  })

  test('is forgotten at once when nothing is to be remembered', async () => {
    const { verifier, verifications } = setUp({ cacheSize: 0 })
    const token = signToken()
    await verifier.verify(token)
    await verifier.verify(token)
    expect(verifications()).toBe(2)
  })

  test('hands out claims that nobody can change for the next', async () => {
    const verified = await setUp().verifier.verify(signToken())
    expect(verified.ok && Object.isFrozen(verified.claims) && Object.isFrozen(verified.claims['fva'])).toBe(
      true,
    )
  })
})
