/** Verification of session tokens: the attack corpus, on `node:crypto` and on Web Crypto alike. */

import { createHmac, type KeyObject, generateKeyPairSync, sign } from 'node:crypto'
import { derToRaw } from '@coatcheck/core/verify'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as web from '../crypto/web.ts'
import { createVerifier, type VerifierOptions } from './verifier.ts'

const ISSUER = 'https://auth.example'
const NOW_S = 1_780_000_000
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ED = generateKeyPairSync('ed25519')
const STRANGER = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = (key: KeyObject, kid: string, alg: string) => ({
  ...key.export({ format: 'jwk' }),
  kid,
  alg,
  use: 'sig',
})
const JWKS = {
  keys: [
    jwk(EC.publicKey, 'ec', 'ES256'),
    jwk(RSA.publicKey, 'rsa', 'RS256'),
    jwk(ED.publicKey, 'ed', 'EdDSA'),
  ],
}
const HEADER = { alg: 'ES256', typ: 'session+jwt', kid: 'ec' }
const CLAIMS = {
  iss: ISSUER,
  sub: 'user_1',
  sid: 'sess_1',
  iat: NOW_S,
  nbf: NOW_S,
  exp: NOW_S + 60,
  jti: 'j',
  azp: 'https://app.example',
  v: 1,
  sts: 'active',
  fva: [0, -1],
}

const b64 = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const es256 = (input: string, key = EC.privateKey): Buffer =>
  Buffer.from(derToRaw(sign('sha256', Buffer.from(input), key)))

function token(header: unknown = HEADER, claims: unknown = CLAIMS, signer = es256): string {
  const input = `${b64(header)}.${b64(claims)}`
  return `${input}.${signer(input).toString('base64url')}`
}

afterEach(() => {
  vi.doUnmock('#crypto')
  vi.resetModules()
})

/** The verifier on both platforms: the module that `#crypto` names is the only difference between them. */
const PLATFORMS = {
  'node:crypto': async () => createVerifier,
  'Web Crypto': async () => {
    vi.doMock('#crypto', () => web)
    return (await import('./verifier.ts')).createVerifier
  },
}

describe.each(Object.entries(PLATFORMS))('on %s', (_, platform) => {
  const check = async (text: string, options: Partial<VerifierOptions> = {}) => {
    const create = await platform()
    return await create({ issuer: ISSUER, jwks: JWKS, now: () => NOW_S * 1000, ...options }).verify(text)
  }
  const reason = async (text: string, options: Partial<VerifierOptions> = {}) => {
    const verified = await check(text, options)
    return verified.ok ? 'accepted' : verified.reason
  }

  test.each([
    ['ES256', 'ec', es256],
    ['RS256', 'rsa', (input: string) => sign('sha256', Buffer.from(input), RSA.privateKey)],
    ['EdDSA', 'ed', (input: string) => sign(null, Buffer.from(input), ED.privateKey)],
  ] as const)('a token signed with %s is accepted', async (alg, kid, signer) => {
    expect(await check(token({ ...HEADER, alg, kid }, CLAIMS, signer))).toMatchObject({
      ok: true,
      claims: { sub: 'user_1' },
      tokenType: 'session',
    })
  })

  const rsaPem = RSA.publicKey.export({ format: 'pem', type: 'spki' })
  const good = token()
  const [head = '', body = '', signature = ''] = good.split('.')
  const raw = Buffer.from(signature, 'base64url')
  const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')
  const negated = Buffer.concat([
    raw.subarray(0, 32),
    Buffer.from(
      (order - BigInt(`0x${raw.subarray(32).toString('hex')}`)).toString(16).padStart(64, '0'),
      'hex',
    ),
  ])

  const ATTACKS: readonly (readonly [name: string, token: string, reason: string])[] = [
    ['no token', '', 'token-missing'],
    ['alg none', `${b64({ ...HEADER, alg: 'none' })}.${body}.${signature}`, 'token-algorithm-invalid'],
    ['alg NoNe without a signature', `${b64({ ...HEADER, alg: 'NoNe' })}.${body}.`, 'token-malformed'],
    [
      'HS256 keyed with the public key',
      token({ ...HEADER, alg: 'HS256', kid: 'rsa' }, CLAIMS, (input) =>
        createHmac('sha256', rsaPem).update(input).digest(),
      ),
      'token-algorithm-invalid',
    ],
    ['a key of another algorithm', token({ ...HEADER, kid: 'rsa' }), 'token-algorithm-invalid'],
    [
      'a signature of zeros',
      `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`,
      'token-signature-invalid',
    ],
    [
      'r and s of the order',
      `${head}.${body}.${Buffer.from(order.toString(16) + order.toString(16), 'hex').toString('base64url')}`,
      'token-signature-invalid',
    ],
    [
      'a DER signature',
      token(HEADER, CLAIMS, (input) => sign('sha256', Buffer.from(input), EC.privateKey)),
      'token-signature-invalid',
    ],
    [
      'a cut signature',
      `${head}.${body}.${raw.subarray(0, 63).toString('base64url')}`,
      'token-signature-invalid',
    ],
    [
      "a stranger's key",
      token(HEADER, CLAIMS, (input) => es256(input, STRANGER.privateKey)),
      'token-signature-invalid',
    ],
    ...(['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'cty'] as const).map(
      (member) =>
        [`the header member ${member}`, token({ ...HEADER, [member]: 'x' }), 'token-header-invalid'] as const,
    ),
    ['crit with b64', token({ ...HEADER, b64: false, crit: ['b64'] }), 'token-header-invalid'],
    ['a kid that is a path', token({ ...HEADER, kid: '../../etc/passwd' }), 'token-header-invalid'],
    ['a kid that is SQL', token({ ...HEADER, kid: "' OR 1=1 --" }), 'token-header-invalid'],
    ['a kid that is a number', token({ ...HEADER, kid: 1 }), 'token-header-invalid'],
    ['no kid', token({ alg: 'ES256', typ: 'session+jwt' }), 'token-header-invalid'],
    ['an unknown kid', token({ ...HEADER, kid: 'other' }), 'token-key-unknown'],
    [
      'a claim said twice',
      token(HEADER, JSON.stringify(CLAIMS).replace('{', '{"sub":"user_0",')),
      'token-malformed',
    ],
    [
      'a claim said twice by an escape',
      token(HEADER, JSON.stringify(CLAIMS).replace('{', String.raw`{"s\u0075b":"user_0",`)),
      'token-malformed',
    ],
    [
      'alg said twice',
      token(`{"alg":"none","alg":"ES256","typ":"session+jwt","kid":"ec"}`),
      'token-malformed',
    ],
    ['padding', `${good}==`, 'token-malformed'],
    ['a trailing space', `${good} `, 'token-malformed'],
    ['a line break inside', `${head}\n.${body}.${signature}`, 'token-malformed'],
    [
      'the other alphabet',
      `${head}.${body.replaceAll('_', '/').replaceAll('-', '+')}+.${signature}`,
      'token-malformed',
    ],
    ['bits behind the last byte', `${good.slice(0, -1)}${nextChar(good)}`, 'token-malformed'],
    ['exp as text', token(HEADER, { ...CLAIMS, exp: '1780000060' }), 'token-claims-invalid'],
    ['exp null', token(HEADER, { ...CLAIMS, exp: null }), 'token-claims-invalid'],
    ['exp negative', token(HEADER, { ...CLAIMS, exp: -1 }), 'token-claims-invalid'],
    [
      'exp infinite',
      token(HEADER, JSON.stringify(CLAIMS).replace(String(NOW_S + 60), '1e400')),
      'token-claims-invalid',
    ],
    ['exp beyond safe integers', token(HEADER, { ...CLAIMS, exp: 9e15 }), 'token-claims-invalid'],
    ['exp with a fraction', token(HEADER, { ...CLAIMS, exp: NOW_S + 0.5 }), 'token-claims-invalid'],
    ['no exp', token(HEADER, { ...CLAIMS, exp: undefined }), 'token-claims-invalid'],
    [
      'a life of more than 300 seconds',
      token(HEADER, { ...CLAIMS, exp: NOW_S + 301 }),
      'token-claims-invalid',
    ],
    ['nbf in the future', token(HEADER, { ...CLAIMS, nbf: NOW_S + 30 }), 'token-not-active-yet'],
    [
      'iat in the future',
      token(HEADER, { ...CLAIMS, iat: NOW_S + 30, nbf: NOW_S, exp: NOW_S + 90 }),
      'token-issued-in-future',
    ],
    ['an issuer list', token(HEADER, { ...CLAIMS, iss: [ISSUER] }), 'token-issuer-invalid'],
    [
      'a look-alike issuer',
      token(HEADER, { ...CLAIMS, iss: 'https://аuth.example' }),
      'token-issuer-invalid',
    ],
    ['an issuer with a slash', token(HEADER, { ...CLAIMS, iss: `${ISSUER}/` }), 'token-issuer-invalid'],
    ['sub as a number', token(HEADER, { ...CLAIMS, sub: 1 }), 'token-claims-invalid'],
    ['an empty sub', token(HEADER, { ...CLAIMS, sub: '' }), 'token-claims-invalid'],
    ['a sub of 300 characters', token(HEADER, { ...CLAIMS, sub: 'x'.repeat(300) }), 'token-claims-invalid'],
    ['no azp', token(HEADER, { ...CLAIMS, azp: undefined }), 'token-claims-invalid'],
    ['another typ', token({ ...HEADER, typ: 'at+jwt' }), 'token-type-invalid'],
    ['no typ', token({ alg: 'ES256', kid: 'ec' }), 'token-type-invalid'],
    ['four segments', `${good}.x`, 'token-malformed'],
    ['five segments, as a JWE has', 'a.b.c.d.e', 'token-malformed'],
    ['dots alone', '..', 'token-malformed'],
    ['a JSON serialization', JSON.stringify({ payload: body, signature }), 'token-malformed'],
    ['a megabyte', `${head}.${'A'.repeat(1_000_000)}.${signature}`, 'token-too-large'],
    ['5,000 levels', token(HEADER, `{"a":${'['.repeat(1500)}${']'.repeat(1500)}}`), 'token-malformed'],
    ['a byte-order mark', token(HEADER, `\uFEFF${JSON.stringify(CLAIMS)}`), 'token-malformed'],
    [
      'broken UTF-8',
      `${head}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.${signature}`,
      'token-malformed',
    ],
  ]
  test.each(ATTACKS)('%s is refused', async (_name, text, expected) => {
    expect(await reason(text)).toBe(expected)
  })

  test('the other spelling of a signature (n - s) is a signature, and stands for the same claims only', async () => {
    const twin = `${head}.${body}.${negated.toString('base64url')}`
    expect(await check(twin)).toMatchObject({ ok: true, claims: { jti: 'j' } })
  })

  test('a claim named __proto__ changes no prototype', async () => {
    const verified = await check(
      token(HEADER, JSON.stringify(CLAIMS).replace('{', '{"__proto__":{"admin":true},')),
    )
    expect(verified.ok && 'admin' in verified.claims).toBe(false)
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })

  test('audience and party are checked when they are set, and a missing one fails', async () => {
    expect(await reason(good, { audience: 'api' })).toBe('token-audience-invalid')
    expect(await reason(token(HEADER, { ...CLAIMS, aud: 'api' }), { audience: 'api' })).toBe('accepted')
    expect(await reason(token(HEADER, { ...CLAIMS, aud: ['api', 'other'] }), { audience: 'api' })).toBe(
      'token-audience-invalid',
    )
    expect(await reason(token(HEADER, { ...CLAIMS, aud: [] }), { audience: 'api' })).toBe(
      'token-audience-invalid',
    )
    expect(await reason(token(HEADER, { ...CLAIMS, aud: [{}] }), { audience: 'api' })).toBe(
      'token-audience-invalid',
    )
    expect(await reason(good, { authorizedParties: ['https://other.example'] })).toBe('token-party-invalid')
    expect(await reason(good, { authorizedParties: ['https://app.example'] })).toBe('accepted')
  })

  test('a token is in force from iat to exp, with five seconds of skew on both sides', async () => {
    const at = (seconds: number) => reason(good, { now: () => seconds * 1000 })
    expect(await at(NOW_S - 5)).toBe('accepted')
    expect(await at(NOW_S - 6)).toBe('token-not-active-yet')
    expect(await at(NOW_S + 64)).toBe('accepted')
    expect(await at(NOW_S + 65)).toBe('token-expired')
  })

  test('keys that are secret, private, weak, unbound or not keys at all are left out of a set', async () => {
    const { alg: _, ...unbound } = jwk(EC.publicKey, 'ec', 'ES256')
    const weak = jwk(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey, 'ec', 'RS256')
    const bad = [
      unbound,
      weak,
      { ...jwk(EC.privateKey, 'ec', 'ES256') },
      { kty: 'oct', k: 'AA', kid: 'ec', alg: 'HS256' },
    ]
    for (const key of [...bad, { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'ec', alg: 'ES256' }]) {
      expect(await reason(good, { jwks: { keys: [key] } })).toBe('token-key-unknown')
    }
  })

  test('a PEM is the key, whatever kid a token names', async () => {
    const jwtKey = EC.publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const create = await platform()
    const verifier = create({ issuer: ISSUER, jwtKey, now: () => NOW_S * 1000 })
    expect(await verifier.verify(good)).toMatchObject({ ok: true })
  })
})

describe('a verified token', () => {
  test('is remembered, and still checked for time, party and key at every call', async () => {
    let nowMs = NOW_S * 1000
    const verifier = createVerifier({ issuer: ISSUER, jwks: JWKS, now: () => nowMs })
    const text = token()
    const first = await verifier.verify(text)
    expect(await verifier.verify(text)).toBe(first)
    expect(await verifier.verify(text, { authorizedParties: ['https://other.example'] })).toMatchObject({
      reason: 'token-party-invalid',
    })
    nowMs += 65_000
    expect(await verifier.verify(text)).toMatchObject({ ok: false, reason: 'token-expired' })
  })

  test('hands out claims that nobody can change for the next', async () => {
    const verifier = createVerifier({ issuer: ISSUER, jwks: JWKS, now: () => NOW_S * 1000 })
    const verified = await verifier.verify(token())
    expect(verified.ok && Object.isFrozen(verified.claims) && Object.isFrozen(verified.claims.fva)).toBe(true)
  })
})

describe('a fetched key set', () => {
  function remote(bodies: readonly (object | string | number)[]) {
    let nowMs = NOW_S * 1000
    let fetches = 0
    const answer: typeof fetch = async () => {
      const body = bodies[Math.min(fetches++, bodies.length - 1)]
      if (typeof body === 'number') return new Response('', { status: body })
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
        headers: { 'cache-control': 'max-age=600' },
      })
    }
    const verifier = createVerifier({
      issuer: ISSUER,
      fetch: answer,
      now: () => nowMs,
      maxTokenLifetimeSeconds: 10_000,
    })
    return { verifier, fetches: () => fetches, pass: (ms: number) => void (nowMs += ms) }
  }
  const long = token(HEADER, { ...CLAIMS, exp: NOW_S + 9_000 })

  test('is fetched once by many at the same time', async () => {
    const { verifier, fetches } = remote([JWKS])
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => verifier.verify(long)))
    expect(verdicts.every(({ ok }) => ok)).toBe(true)
    expect(fetches()).toBe(1)
  })

  test('is fetched at most once in 30 seconds, whatever ids are tried', async () => {
    const { verifier, fetches, pass } = remote([JWKS])
    const flood = () =>
      Promise.all(Array.from({ length: 50 }, (_, i) => verifier.verify(token({ ...HEADER, kid: `k${i}` }))))
    await flood()
    await flood()
    expect(fetches()).toBe(1)
    pass(30_000)
    await flood()
    expect(fetches()).toBe(2)
  })

  test.each([
    ['an error', 500],
    ['no JSON', '<html>'],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('that answers %s leaves the last good one in force', async (_, bad) => {
    const { verifier, pass } = remote([JWKS, bad])
    expect((await verifier.verify(long)).ok).toBe(true)
    pass(601_000)
    await verifier.verify(token({ ...HEADER, kid: 'new' }))
    expect((await verifier.verify(long)).ok).toBe(true)
  })
})

/** The last character with its unused bits set: another spelling of the same bytes. */
function nextChar(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet.charAt(alphabet.indexOf(text.slice(-1)) | 1)
}
