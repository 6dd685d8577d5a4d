/** What is remembered of a token's signature is good for that very token and that very key. */

import { generateKeyPairSync } from 'node:crypto'
import { gateToken } from '@coatcheck/core/verify'
import { expect, test } from 'vitest'
import { signatureHoldsAsBefore } from './held-signatures.ts'
import { createTokenSigner } from './token-signer.ts'

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const signer = createTokenSigner({ kid: 'k-1', algorithm: 'ES256', purpose: 'any' }, privateKey)

function holds(token: string, key = publicKey): boolean {
  const gated = gateToken(token)
  if (!gated.ok) throw new Error(`refused: ${gated.reason}`)
  return signatureHoldsAsBefore(token, { ...gated, algorithm: 'ES256', key })
}

function withPayloadOf(token: string, other: string): string {
  const [header, , signature] = token.split('.')
  return [header, other.split('.')[1], signature].join('.')
}

test('a token holds each time that it is shown', () => {
  const token = signer.sign('at+jwt', { sub: 'a' })
  expect([holds(token), holds(token), holds(token)]).toEqual([true, true, true])
})

test('what held for one payload or signature says nothing of another', () => {
  const known = signer.sign('at+jwt', { sub: 'a' })
  const other = signer.sign('at+jwt', { sub: 'b' })
  expect([holds(known), holds(other)]).toEqual([true, true])
  expect(holds(withPayloadOf(known, other))).toBe(false)
  expect(holds(withPayloadOf(other, known))).toBe(false)
})

test('what held under one key says nothing of another', () => {
  const token = signer.sign('at+jwt', { sub: 'a' })
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
  expect([holds(token), holds(token, stranger), holds(token)]).toEqual([true, false, true])
})

test('what did not hold is asked again', () => {
  const forged = withPayloadOf(signer.sign('at+jwt', { sub: 'a' }), signer.sign('at+jwt', { sub: 'b' }))
  expect([holds(forged), holds(forged)]).toEqual([false, false])
})
