/** Which published keys may verify, and with what. */

import { expect, test } from 'vitest'
import { boundAlgorithm, isVerificationAlgorithm } from './verification-key.ts'

const EC = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', alg: 'ES256' }
const ED = { kty: 'OKP', crv: 'Ed25519', x: 'x', alg: 'EdDSA' }
const RSA = { kty: 'RSA', n: 'n', e: 'AQAB', alg: 'RS256' }

test.each([EC, ED, RSA, { ...EC, use: 'sig' }, { ...EC, key_ops: ['verify'] }])(
  '%j is bound to its alg',
  (jwk) => {
    expect(boundAlgorithm(jwk)).toBe(jwk.alg)
  },
)

test.each([
  {},
  { ...EC, alg: undefined },
  { ...EC, alg: 'RS256' },
  { ...EC, alg: 'ES384', crv: 'P-384' },
  { ...EC, crv: 'secp256k1' },
  { ...RSA, alg: 'ES256' },
  { ...RSA, alg: 'PS256' },
  { ...ED, crv: 'X25519' },
  { ...EC, d: 'private' },
  { ...RSA, d: 'private' },
  { kty: 'oct', k: 'secret', alg: 'HS256' },
  { ...EC, use: 'enc' },
  { ...EC, key_ops: ['sign'] },
  { ...EC, key_ops: 'verify' },
])('%j is bound to nothing', (jwk) => {
  expect(boundAlgorithm(jwk)).toBeNull()
})

test.each(['none', 'HS256', 'es256', 'ES256 ', '', 'toString'])('%j is no algorithm', (alg) => {
  expect(isVerificationAlgorithm(alg)).toBe(false)
})
