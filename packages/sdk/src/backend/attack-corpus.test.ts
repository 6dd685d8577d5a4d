/** Every known attack on a JSON Web Token, on `node:crypto` and on Web Crypto alike: each is refused, and by its name. */

import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  CLAIMS,
  HEADER,
  ISSUER,
  JWKS,
  KEYS,
  NOW_SECONDS as NOW,
  publish,
  segment,
  signToken,
} from '../../../../tests/support/session-tokens.ts'
import { type Attack, attacksOn, forgeOf, ORDER } from '../../../../tests/support/token-attacks.ts'
import { keyImporter as node } from '../crypto/node.ts'
import { keyImporter as web } from '../crypto/web.ts'
import { verifierOn } from './verifier.ts'

const { good, raw, signedAs, withHeader, withClaims, withPayload } = forgeOf({
  header: HEADER,
  claims: CLAIMS,
})

/** What is wrong with a session token alone. */
const OF_SESSIONS: readonly Attack[] = [
  ['an access token', withHeader({ typ: 'at+jwt' }), 'token-type-invalid'],
  ['an id_token or a template', withHeader({ typ: 'JWT' }), 'token-type-invalid'],
  ['a life of 301 seconds', withClaims({ exp: NOW + 301 }), 'token-claims-invalid'],
  ['no nbf', withClaims({ nbf: undefined }), 'token-claims-invalid'],
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

  test.each([...attacksOn({ header: HEADER, claims: CLAIMS }), ...OF_SESSIONS])(
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
      await withSecret.verify(
        signToken({ ...HEADER, alg: 'HS256' }, CLAIMS, (input) =>
          createHmac('sha256', 'secret').update(input).digest(),
        ),
      ),
    ).toMatchObject({ reason: 'token-algorithm-invalid' })
  })
})
