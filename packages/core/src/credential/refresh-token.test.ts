/** Refresh tokens: there and back, byte-equal, and bound to everything that they name. */

import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idFromBytes } from '../id/id.ts'
import type { Crypto } from '../world/crypto.ts'
import {
  makeRefreshToken,
  parseRefreshToken,
  type RefreshBinding,
  type RefreshTokenParts,
  refreshTagHolds,
} from './refresh-token.ts'

const crypto: Crypto = {
  sha256: (data) => Uint8Array.from(createHash('sha256').update(data).digest()),
  hmacSha256: (key, data) => Uint8Array.from(createHmac('sha256', key).update(data).digest()),
  hmacSha1: (key, data) => Uint8Array.from(createHmac('sha1', key).update(data).digest()),
  equal: (a, b) => Buffer.compare(a, b) === 0,
}

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const parts = fc.record({
  sessionId: bytes(16).map((id) => idFromBytes('sess', id)),
  counter: fc.integer({ min: 0, max: 0xffffffff }),
  secretVersion: fc.integer({ min: 0, max: 0xffff }),
  salt: bytes(16),
})
const binding = fc.record({
  surface: fc.constantFrom('api' as const, 'oauth' as const, 'supabase' as const),
  oauthClientId: fc.option(fc.string()),
  dpopThumbprint: fc.option(fc.string()),
})
const key = bytes(32)

const make = (one: RefreshTokenParts, bound: RefreshBinding, secret: Uint8Array): string =>
  makeRefreshToken(one, bound, secret, crypto).reveal()

describe('a refresh token', () => {
  test('is read back as what it was made from, and its tag holds', () => {
    fc.assert(
      fc.property(parts, binding, key, (one, bound, secret) => {
        const token = parseRefreshToken(make(one, bound, secret))
        expect(token).toMatchObject(one)
        expect(token !== null && refreshTagHolds(token, bound, secret, crypto)).toBe(true)
      }),
    )
  })

  test('is made of the same bytes every time', () => {
    fc.assert(
      fc.property(parts, binding, key, (one, bound, secret) => {
        expect(make(one, bound, secret)).toBe(make(one, bound, secret))
      }),
    )
  })

  test('does not exist for another binding', () => {
    fc.assert(
      fc.property(parts, binding, binding, key, (one, bound, other, secret) => {
        fc.pre(JSON.stringify(Object.values(bound)) !== JSON.stringify(Object.values(other)))
        const token = parseRefreshToken(make(one, bound, secret))
        expect(token !== null && refreshTagHolds(token, other, secret, crypto)).toBe(false)
      }),
    )
  })

  test('does not exist under another key', () => {
    fc.assert(
      fc.property(parts, binding, key, key, (one, bound, secret, other) => {
        fc.pre(!crypto.equal(secret, other))
        const token = parseRefreshToken(make(one, bound, secret))
        expect(token !== null && refreshTagHolds(token, bound, other, crypto)).toBe(false)
      }),
    )
  })

  test('with any part changed by somebody who knows the checksum has no tag', () => {
    fc.assert(
      fc.property(parts, parts, binding, key, (one, other, bound, secret) => {
        const token = parseRefreshToken(make(one, bound, secret))
        if (token === null) throw new Error('a token that was just made is read')
        for (const part of ['sessionId', 'counter', 'secretVersion', 'salt'] as const) {
          if (String(one[part]) === String(other[part])) continue
          expect(refreshTagHolds({ ...token, [part]: other[part] }, bound, secret, crypto)).toBe(false)
        }
      }),
    )
  })

  test('with one character changed is not read at all', () => {
    fc.assert(
      fc.property(
        parts,
        binding,
        key,
        fc.nat(),
        fc.constantFrom(...'Az09-_=+ '.split('')),
        (one, bound, secret, at, char) => {
          const text = make(one, bound, secret)
          const index = at % text.length
          fc.pre(text[index] !== char)
          expect(parseRefreshToken(text.slice(0, index) + char + text.slice(index + 1))).toBeNull()
        },
      ),
    )
  })

  test('is refused for any other text, without an exception', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'AZaz09-_'.split('')), minLength: 99, maxLength: 99 })
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits), (text) => {
        expect(parseRefreshToken(text)).toBeNull()
        expect(parseRefreshToken(`ccr_${text}`)).toBeNull()
      }),
    )
  })

  test('cannot be made beyond the counter that it has room for', () => {
    const one = {
      sessionId: idFromBytes('sess', new Uint8Array(16)),
      secretVersion: 1,
      salt: new Uint8Array(16),
    }
    const bound = { surface: 'api', oauthClientId: null, dpopThumbprint: null } as const
    expect(() => make({ ...one, counter: 2 ** 32 }, bound, new Uint8Array(32))).toThrow(RangeError)
  })
})
