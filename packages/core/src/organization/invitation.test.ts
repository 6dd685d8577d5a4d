import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { formatOpaque } from '../credential/opaque.ts'
import { newId, parseId } from '../id/id.ts'
import { seededRandom } from '../testing/seeded-random.ts'
import type { Crypto } from '../world/crypto.ts'
import { invitationState, issueInvitation, parseInvitation } from './invitation.ts'

const random = seededRandom(1)
const crypto: Crypto = {
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  hmacSha1: (key, data) => new Uint8Array(createHmac('sha1', key).update(data).digest()),
  hmacSha256: (key, data) => new Uint8Array(createHmac('sha256', key).update(data).digest()),
  equal: (a, b) => Buffer.compare(a, b) === 0,
}

test('a link names its invitation and holds the secret, of which the hash is kept', () => {
  const { id, text, hash } = issueInvitation(1_780_000_000_000, { random, crypto })
  expect(parseId('inv', id)).toBe(id)
  expect(text.reveal()).toMatch(/^cco_/)
  expect(parseInvitation(text.reveal(), crypto)).toEqual({ id, hash })
})

test('what is no ticket is no link of an invitation', () => {
  const key = formatOpaque('backendKey', newId('key', 1, random), random.bytes(32))
  for (const text of ['', 'cco_', key, key.replace(/^ccb_/, 'cco_')])
    expect(parseInvitation(text, crypto)).toBeNull()
})

test('a pending invitation expires by itself, and no other does', () => {
  expect(invitationState('pending', 1_000, 999)).toBe('pending')
  expect(invitationState('pending', 1_000, 1_000)).toBe('expired')
  expect(invitationState('accepted', 1_000, 2_000)).toBe('accepted')
  expect(invitationState('revoked', 1_000, 2_000)).toBe('revoked')
})
