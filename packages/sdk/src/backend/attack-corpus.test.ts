/** Every known attack on a JSON Web Token, on `node:crypto` and on Web Crypto alike: each is refused, and by its name. */

import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  CLAIMS,
  es256,
  HEADER,
  ISSUER,
  JWKS,
  KEYS,
  NOW_SECONDS as NOW,
  publish,
  segment,
  signToken,
} from '../../../../tests/support/session-tokens.ts'
import { keyImporter as node } from '../crypto/node.ts'
import { keyImporter as web } from '../crypto/web.ts'
import { verifierOn } from './verifier.ts'

const good = signToken()
const [head = '', body = '', signature = ''] = good.split('.')
const raw = Buffer.from(signature, 'base64url')
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const byStranger = (input: string): Uint8Array => es256(input, stranger.privateKey)
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')
const order = ORDER.toString(16)

const withHeader = (members: object): string => signToken({ ...HEADER, ...members })
const withClaims = (members: object): string => signToken(HEADER, { ...CLAIMS, ...members })
const withPayload = (change: (json: string) => string): string =>
  signToken(HEADER, change(JSON.stringify(CLAIMS)))
const signedAs = (bytes: Uint8Array | string): string => `${head}.${body}.${segment(bytes)}`
const keyedWith = (secret: string) => (input: string) => createHmac('sha256', secret).update(input).digest()

/** Another spelling of the same bytes: the last character with its unused bits set. */
function uncanonical(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) | 1)
}

type Attack = readonly [name: string, token: string, reason: string]

const SIGNATURES: readonly Attack[] = [
  ['alg none', `${segment({ ...HEADER, alg: 'none' })}.${body}.${signature}`, 'token-algorithm-invalid'],
  ['alg none and no signature', `${segment({ ...HEADER, alg: 'none' })}.${body}.`, 'token-malformed'],
  ['alg NoNe', `${segment({ ...HEADER, alg: 'NoNe' })}.${body}.${signature}`, 'token-algorithm-invalid'],
  [
    'HS256 keyed with the public PEM',
    signToken(
      { ...HEADER, alg: 'HS256', kid: 'rsa' },
      CLAIMS,
      keyedWith(KEYS.rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString()),
    ),
    'token-algorithm-invalid',
  ],
  [
    'HS256 keyed with the text of the JWK',
    signToken({ ...HEADER, alg: 'HS256' }, CLAIMS, keyedWith(JSON.stringify(JWKS.keys[0]))),
    'token-algorithm-invalid',
  ],
  ['the algorithm of another key', withHeader({ kid: 'rsa' }), 'token-algorithm-invalid'],
  ['another algorithm of the same key', withHeader({ alg: 'ES384' }), 'token-algorithm-invalid'],
  ['no alg', signToken({ typ: HEADER.typ, kid: HEADER.kid }), 'token-algorithm-invalid'],
  ['a signature of zeros', signedAs(new Uint8Array(64)), 'token-signature-invalid'],
  ['r and s of the order', signedAs(Buffer.from(order + order, 'hex')), 'token-signature-invalid'],
  [
    'a DER signature',
    signToken(HEADER, CLAIMS, (input) => sign('sha256', Buffer.from(input), KEYS.ec.privateKey)),
    'token-signature-invalid',
  ],
  ['a truncated signature', signedAs(raw.subarray(0, 63)), 'token-signature-invalid'],
  ['no signature', `${head}.${body}.`, 'token-malformed'],
  ["a stranger's key under our kid", signToken(HEADER, CLAIMS, byStranger), 'token-signature-invalid'],
]

const HEADERS: readonly Attack[] = [
  [
    'the key that signed it in jwk',
    signToken({ ...HEADER, jwk: stranger.publicKey.export({ format: 'jwk' }) }, CLAIMS, byStranger),
    'token-header-invalid',
  ],
  ['jku', withHeader({ jku: 'https://evil.example/jwks.json' }), 'token-header-invalid'],
  ['x5u', withHeader({ x5u: 'https://evil.example/cert.pem' }), 'token-header-invalid'],
  ['x5c', withHeader({ x5c: ['MIIB'] }), 'token-header-invalid'],
  ['a kid that is a path', withHeader({ kid: '../../etc/passwd' }), 'token-header-invalid'],
  ['a kid that is SQL', withHeader({ kid: "' OR 1=1 --" }), 'token-header-invalid'],
  ['a kid that is a number', withHeader({ kid: 1 }), 'token-header-invalid'],
  ['a kid that is empty', withHeader({ kid: '' }), 'token-header-invalid'],
  ['a kid of 129 characters', withHeader({ kid: 'k'.repeat(129) }), 'token-header-invalid'],
  ['a kid that every object has', withHeader({ kid: '__proto__' }), 'token-key-unknown'],
  ['no kid', signToken({ alg: HEADER.alg, typ: HEADER.typ }), 'token-header-invalid'],
  ['an unknown kid', withHeader({ kid: 'other' }), 'token-key-unknown'],
  ['b64 with crit', withHeader({ b64: false, crit: ['b64'] }), 'token-header-invalid'],
  ['b64 without crit', withHeader({ b64: false }), 'token-header-invalid'],
  ['an unknown crit', withHeader({ crit: ['exp'] }), 'token-header-invalid'],
  ['an empty crit', withHeader({ crit: [] }), 'token-header-invalid'],
  ['cty', withHeader({ cty: 'JWT' }), 'token-header-invalid'],
  ['alg twice', signToken('{"alg":"none","alg":"ES256","typ":"session+jwt","kid":"ec"}'), 'token-malformed'],
  ['an access token', withHeader({ typ: 'at+jwt' }), 'token-type-invalid'],
  ['an id_token or a template', withHeader({ typ: 'JWT' }), 'token-type-invalid'],
  ['a type that is a list', withHeader({ typ: ['session+jwt'] }), 'token-type-invalid'],
  ['no typ', signToken({ alg: HEADER.alg, kid: HEADER.kid }), 'token-type-invalid'],
]

const FORMS: readonly Attack[] = [
  ['no token', '', 'token-missing'],
  ['a last character with spare bits', uncanonical(good), 'token-malformed'],
  ['padding', `${good}==`, 'token-malformed'],
  ['a trailing space', `${good} `, 'token-malformed'],
  ['a leading space', ` ${good}`, 'token-malformed'],
  ['a line break inside', `${head}\n.${body}.${signature}`, 'token-malformed'],
  ['a space inside', `${head}.${body.slice(0, 8)} ${body.slice(8)}.${signature}`, 'token-malformed'],
  ['the other alphabet', `${head}.${body}.${raw.toString('base64').replace(/=+$/, '')}/+`, 'token-malformed'],
  ['two segments', `${head}.${body}`, 'token-malformed'],
  ['four segments', `${good}.x`, 'token-malformed'],
  ['dots alone', '..', 'token-malformed'],
  ['JWS in JSON', JSON.stringify({ protected: head, payload: body, signature }), 'token-malformed'],
  [
    'a JWE with a compressed payload',
    `${segment({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' })}..AAAA.AAAA.AAAA`,
    'token-malformed',
  ],
  [
    'a JWE with a costly password',
    `${segment({ alg: 'PBES2-HS512+A256KW', p2c: 2 ** 31 })}.AAAA.AAAA.AAAA.AAAA`,
    'token-malformed',
  ],
  ['a megabyte', signToken(HEADER, { ...CLAIMS, x: 'A'.repeat(1_000_000) }), 'token-too-large'],
  ['5,000 levels', signToken(HEADER, `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`), 'token-too-large'],
  ['1,500 levels', signToken(HEADER, `{"a":${'['.repeat(1500)}${']'.repeat(1500)}}`), 'token-malformed'],
  ['a byte-order mark', withPayload((json) => `\uFEFF${json}`), 'token-malformed'],
  ['invalid UTF-8', `${head}.${segment(Uint8Array.of(0x7b, 0xff, 0x7d))}.${signature}`, 'token-malformed'],
  ['a payload that is a list', signToken(HEADER, [CLAIMS]), 'token-malformed'],
  ['a claim twice', withPayload((json) => json.replace('{', '{"sub":"user_0",')), 'token-malformed'],
  [
    'a claim twice by an escape',
    withPayload((json) => json.replace('{', String.raw`{"s\u0075b":"user_0",`)),
    'token-malformed',
  ],
]

const STATEMENTS: readonly Attack[] = [
  ['exp as text', withClaims({ exp: String(NOW + 60) }), 'token-claims-invalid'],
  ['exp null', withClaims({ exp: null }), 'token-claims-invalid'],
  ['exp negative', withClaims({ exp: -1 }), 'token-claims-invalid'],
  ['exp infinite', withPayload((json) => json.replace(String(NOW + 60), '1e400')), 'token-claims-invalid'],
  ['exp of 9e15', withClaims({ exp: 9e15 }), 'token-claims-invalid'],
  ['exp with a fraction', withClaims({ exp: NOW + 0.5 }), 'token-claims-invalid'],
  ['no exp', withClaims({ exp: undefined }), 'token-claims-invalid'],
  ['exp before iat', withClaims({ exp: NOW - 1 }), 'token-claims-invalid'],
  ['a life of 301 seconds', withClaims({ exp: NOW + 301 }), 'token-claims-invalid'],
  ['no iat', withClaims({ iat: undefined }), 'token-claims-invalid'],
  ['no nbf', withClaims({ nbf: undefined }), 'token-claims-invalid'],
  ['nbf in the future', withClaims({ nbf: NOW + 30 }), 'token-not-active-yet'],
  ['iat in the future', withClaims({ iat: NOW + 30, exp: NOW + 90 }), 'token-issued-in-future'],
  [
    "another tenant's token by the same key",
    withClaims({ iss: 'https://other.example' }),
    'token-issuer-invalid',
  ],
  ['a list of issuers', withClaims({ iss: [ISSUER] }), 'token-issuer-invalid'],
  ['an issuer that looks alike', withClaims({ iss: ISSUER.replace('a', '\u0430') }), 'token-issuer-invalid'],
  ['an issuer with a slash', withClaims({ iss: `${ISSUER}/` }), 'token-issuer-invalid'],
  ['sub as a number', withClaims({ sub: 1 }), 'token-claims-invalid'],
  ['an empty sub', withClaims({ sub: '' }), 'token-claims-invalid'],
  ['a sub of 256 characters', withClaims({ sub: 'x'.repeat(256) }), 'token-claims-invalid'],
  ['a sub of 10 kB', withClaims({ sub: 'x'.repeat(10_000) }), 'token-too-large'],
  ['no sid', withClaims({ sid: undefined }), 'token-claims-invalid'],
  ['no azp', withClaims({ azp: undefined }), 'token-claims-invalid'],
  ['a pending session', withClaims({ sts: 'pending' }), 'token-claims-invalid'],
  ['factors of no age', withClaims({ fva: [0, null] }), 'token-claims-invalid'],
  ['an actor without a name', withClaims({ act: {} }), 'token-claims-invalid'],
  ['an organization with a permission that is a list', organization([['a']]), 'token-claims-invalid'],
  ['an audience that is an object', withClaims({ aud: [{}] }), 'token-claims-invalid'],
]

function organization(permissions: unknown): string {
  return withClaims({ org: { id: 'org_1', slug: 'a', role: 'admin', permissions } })
}

/** What is refused for another reason where Clerk's tokens are taken: their type is `JWT`, their algorithm one only. */
const BESIDE_CLERK: { readonly [name: string]: string } = {
  'an id_token or a template': 'token-algorithm-invalid',
}

const PLATFORMS = { 'node:crypto': node, 'Web Crypto': web }

describe.each(Object.entries(PLATFORMS))('on %s', (_, importer) => {
  const verifier = verifierOn(importer, { issuer: ISSUER, jwks: JWKS, now: () => NOW * 1000 })

  const clerk = verifierOn(importer, { issuer: ISSUER, jwks: JWKS, compat: 'clerk', now: () => NOW * 1000 })

  test.each([...SIGNATURES, ...HEADERS, ...FORMS, ...STATEMENTS])(
    '%s is refused',
    async (name, token, reason) => {
      expect(await verifier.verify(token)).toMatchObject({ ok: false, reason })
      // and again, so that no refusal leaves anything behind
      expect(await verifier.verify(token)).toMatchObject({ ok: false, reason })
      // and no less by a verifier that takes Clerk's tokens beside ours
      expect(await clerk.verify(token)).toMatchObject({ ok: false, reason: BESIDE_CLERK[name] ?? reason })
    },
  )

  test.each(['application/session+jwt', 'SESSION+JWT', 'Application/Session+JWT'])(
    'the type spelled %s is the same type',
    async (typ) => {
      expect(await verifier.verify(withHeader({ typ }))).toMatchObject({ ok: true, tokenType: 'session' })
    },
  )

  test('the twin of a signature (n - s) stands for the same claims and for nothing else', async () => {
    const s = ORDER - BigInt(`0x${raw.subarray(32).toString('hex')}`)
    const twin = signedAs(
      Buffer.concat([raw.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]),
    )
    const [first, second] = [await verifier.verify(good), await verifier.verify(twin)]
    expect(second).toEqual(first)
    expect(second).toMatchObject({ ok: true, claims: CLAIMS })
  })

  test('a claim named __proto__ gives nobody anything', async () => {
    const verified = await verifier.verify(
      withPayload((json) => json.replace('{', '{"__proto__":{"admin":true},')),
    )
    expect(verified.ok && !('admin' in verified.claims)).toBe(true)
    expect('admin' in {}).toBe(false)
  })

  test('names are handed on as they are: nothing is normalised into another name', async () => {
    for (const sub of ['us\u0435r_1', 'e\u0301', '\u00e9']) {
      expect(await verifier.verify(withClaims({ sub }))).toMatchObject({ ok: true, claims: { sub } })
    }
  })

  test('keys that are secret, private, small, bound to nothing or not keys at all verify nothing', async () => {
    const { alg: _alg, ...unbound } = publish(KEYS.ec.publicKey, 'ec', 'ES256')
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const bySmall = signToken({ ...HEADER, alg: 'RS256' }, CLAIMS, (input) =>
      sign('sha256', Buffer.from(input), small.privateKey),
    )
    const secret = { kty: 'oct', k: segment('secret'), kid: 'ec', alg: 'HS256' }
    for (const [key, token] of [
      [unbound, good],
      [publish(KEYS.ec.privateKey, 'ec', 'ES256'), good],
      [{ ...publish(KEYS.ec.publicKey, 'ec', 'ES256'), use: 'enc' }, good],
      [{ ...publish(KEYS.ec.publicKey, 'ec', 'ES256'), key_ops: ['encrypt'] }, good],
      [{ ...publish(KEYS.ec.publicKey, 'ec', 'ES256'), y: 'AA' }, good],
      [publish(KEYS.ec.publicKey, 'ec', 'RS256'), good],
      [publish(small.publicKey, 'ec', 'RS256'), bySmall],
      [null, good],
    ] as const) {
      const keys = key === null ? [] : [key]
      const strict = verifierOn(importer, { issuer: ISSUER, jwks: { keys }, now: () => NOW * 1000 })
      expect(await strict.verify(token)).toMatchObject({ reason: 'token-key-unknown' })
    }
    const withSecret = verifierOn(importer, {
      issuer: ISSUER,
      jwks: { keys: [secret] },
      now: () => NOW * 1000,
    })
    expect(
      await withSecret.verify(signToken({ ...HEADER, alg: 'HS256' }, CLAIMS, keyedWith('secret'))),
    ).toMatchObject({ reason: 'token-algorithm-invalid' })
  })
})
