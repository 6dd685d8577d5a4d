/** Mistakes in the configuration are said when the verifier is made, by one class of error. */

import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { ISSUER, JWKS, KEYS, signToken } from '../../../../tests/support/session-tokens.ts'
import { createVerifier } from './create-verifier.ts'
import { CoatcheckError } from './errors.ts'
import type { VerifierOptions } from './verifier-options.ts'

const privatePem = KEYS.ec.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
const p384Pem = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({
  format: 'pem',
  type: 'spki',
})
const smallPem = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
  format: 'pem',
  type: 'spki',
})

test.each<[options: object, code: string]>([
  [{ issuer: 'auth.example' }, 'issuer-invalid'],
  [{ issuer: undefined }, 'issuer-invalid'],
  [{ issuer: `${ISSUER}/` }, 'issuer-invalid'],
  [{ issuer: `${ISSUER}/auth` }, 'issuer-invalid'],
  [{ issuer: 'https://user@auth.example' }, 'issuer-invalid'],
  [{ issuer: 'http://auth.example' }, 'issuer-invalid'],
  [{ issuer: 'file:///keys' }, 'issuer-invalid'],
  [{ jwks: JWKS, jwtKey: 'x' }, 'keys-invalid'],
  [{ jwks: [] }, 'keys-invalid'],
  [{ jwks: JWKS, jwksUrl: 'https://auth.example/keys' }, 'keys-invalid'],
  [{ jwksUrl: 'http://auth.example/keys' }, 'keys-invalid'],
  [{ jwksUrl: '/keys' }, 'keys-invalid'],
  [{ compat: 'auth0' }, 'option-invalid'],
  [{ compat: 'clerk', issuer: 'https://auth.example/clerk/' }, 'issuer-invalid'],
  [{ compat: 'clerk', issuer: 'https://auth.example/clerk?x' }, 'issuer-invalid'],
  [{ compat: 'clerk', issuer: 'http://auth.example/clerk' }, 'issuer-invalid'],
  [{ jwtKey: 'x' }, 'keys-invalid'],
  [{ jwtKey: privatePem }, 'keys-invalid'],
  [{ jwtKey: p384Pem }, 'keys-invalid'],
  [{ clockSkewSeconds: -1 }, 'option-invalid'],
  [{ clockSkewSeconds: Infinity }, 'option-invalid'],
  [{ clockSkewSeconds: 301 }, 'option-invalid'],
  [{ maxTokenLifetimeSeconds: Number.NaN }, 'option-invalid'],
  [{ cacheSize: 0.5 }, 'option-invalid'],
  [{ tokenTypes: [] }, 'option-invalid'],
  [{ tokenTypes: ['access'] }, 'option-invalid'],
  [{ audience: [''] }, 'option-invalid'],
  [{ authorizedParties: [null] }, 'option-invalid'],
])('%j is refused as %s', (wrong, code) => {
  const options = { issuer: ISSUER, ...wrong } as VerifierOptions
  expect(() => createVerifier(options)).toThrow(CoatcheckError)
  expect(() => createVerifier(options)).toThrow(expect.objectContaining({ code, retryable: false }))
})

test.each([
  'http://localhost:4000',
  'http://127.0.0.1:4000',
  'http://app.localhost',
  'https://auth.example:8443',
])('%s is an issuer', (issuer) => {
  expect(createVerifier({ issuer, jwks: JWKS }).issuer).toBe(issuer)
})

test('a key that is too small for its type is said by every verification', async () => {
  const verifier = createVerifier({ issuer: ISSUER, jwtKey: smallPem.toString() })
  await expect(verifier.verify(signToken())).rejects.toThrow(
    expect.objectContaining({ code: 'keys-invalid' }),
  )
})

test('a wrong option of one call rejects that call only', async () => {
  const verifier = createVerifier({ issuer: ISSUER, jwks: JWKS, now: () => 0 })
  await expect(verifier.verify(signToken(), { audience: [''] })).rejects.toThrow(CoatcheckError)
  expect(await verifier.verify(signToken())).toMatchObject({ ok: false, reason: 'token-not-active-yet' })
})
