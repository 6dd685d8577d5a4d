/** The gate: one canonical spelling, a bounded size, and a header with nothing but what its rules name. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeBase64url } from '../encoding/base64url.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import { type GatedToken, gateToken, MAX_TOKEN_LENGTH } from './gate.ts'

const HEADER = { alg: 'ES256', typ: 'session+jwt', kid: 'k-1' }
const spell = (value: unknown): string => encodeBase64url(encodeUtf8(JSON.stringify(value)))
const tokenOf = (header: unknown, payload: unknown, signature = 'AAAA'): string =>
  `${spell(header)}.${spell(payload)}.${signature}`

function expectGated(gated: ReturnType<typeof gateToken>): GatedToken {
  if (!gated.ok) throw new Error(`refused: ${gated.reason}`)
  return gated
}

describe('the gate', () => {
  test('takes apart every token of three canonical segments, and gives back what was put in', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
        fc.uint8Array({ minLength: 1 }),
        (payload, signature) => {
          const token = tokenOf(HEADER, payload, encodeBase64url(signature))
          const gated = expectGated(gateToken(token))
          expect({ ...gated.payload }).toEqual(JSON.parse(JSON.stringify(payload)))
          expect(gated).toMatchObject({ algorithm: 'ES256', keyId: 'k-1', signature })
          expect(gated.signingInput).toBe(token.slice(0, token.lastIndexOf('.')))
        },
      ),
    )
  })

  test('lets one spelling of a token pass: with any character changed, it is refused or is another token', () => {
    const token = tokenOf(
      HEADER,
      { sub: 'user_1', n: [1, 2, 3] },
      encodeBase64url(new Uint8Array(64).fill(7)),
    )
    const first = expectGated(gateToken(token))
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.string({ maxLength: 2 }), (at, text) => {
        const changed = token.slice(0, at) + text + token.slice(at + 1)
        fc.pre(changed !== token)
        const gated = gateToken(changed)
        expect(
          gated.ok && gated.signingInput === first.signingInput && isEqual(gated.signature, first.signature),
        ).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  test('looks at nothing of a token that is too large', () => {
    expect(gateToken('.'.repeat(MAX_TOKEN_LENGTH))).toEqual({ ok: false, reason: 'token-malformed' })
    expect(gateToken('.'.repeat(MAX_TOKEN_LENGTH + 1))).toEqual({ ok: false, reason: 'token-too-large' })
  })

  test('takes the header members that its rules name, and no others', () => {
    const upstream = { members: ['alg', 'typ', 'kid', 'cat'], keyId: 'required' } as const
    expect(gateToken(tokenOf({ ...HEADER, cat: 'c' }, {}), upstream)).toMatchObject({
      ok: true,
      header: { cat: 'c' },
    })
    expect(gateToken(tokenOf({ ...HEADER, cat: 'c' }, {}))).toMatchObject({ reason: 'token-header-invalid' })
    expect(gateToken(tokenOf({ ...HEADER, x5t: 'x' }, {}), upstream)).toMatchObject({
      reason: 'token-header-invalid',
    })
  })

  test('of a proof that carries its own key wants no kid', () => {
    const proof = { members: ['alg', 'typ', 'jwk', 'kid'], keyId: 'absent' } as const
    const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: { kty: 'EC' } }
    expect(gateToken(tokenOf(header, {}), proof)).toMatchObject({ ok: true, keyId: null, header })
    expect(gateToken(tokenOf({ ...header, kid: 'k' }, {}), proof)).toMatchObject({
      reason: 'token-header-invalid',
    })
  })

  test.each(['k', 'A-z_0.9', 'k'.repeat(128)])('takes the kid %j', (kid) => {
    expect(gateToken(tokenOf({ ...HEADER, kid }, {}))).toMatchObject({ ok: true, keyId: kid })
  })

  test.each(['', 'k'.repeat(129), 'a/b', 'a b', 'k\n', 'ä', 7, null, ['k'], { k: 1 }])(
    'refuses the kid %j',
    (kid) => {
      expect(gateToken(tokenOf({ ...HEADER, kid }, {}))).toEqual({
        ok: false,
        reason: 'token-header-invalid',
      })
    },
  )
})

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
