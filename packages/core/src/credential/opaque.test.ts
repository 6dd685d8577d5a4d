/** Opaque credentials: there and back, one spelling each, and garbage that is refused without a store. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inspect } from 'node:util'
import { idFromBytes } from '../id/id.ts'
import { formatOpaque, OPAQUE_CREDENTIALS, type OpaqueKind, opaqueKindOf, parseOpaque } from './opaque.ts'
import { Secret } from './secret.ts'

const kinds = Object.keys(OPAQUE_CREDENTIALS) as OpaqueKind[]
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

describe('an opaque credential', () => {
  test('gives back its id and secret, for every kind', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), bytes(16), bytes(32), (kind, idBytes, secret) => {
        const id = idFromBytes(OPAQUE_CREDENTIALS[kind].id, idBytes)
        const text = formatOpaque(kind, id as never, secret)
        expect(opaqueKindOf(text)).toBe(kind)
        expect(parseOpaque(kind, text)).toEqual({ kind, id, secret })
        for (const other of kinds)
          if (other !== kind && parseOpaque(other, text) !== null) throw new Error(other)
      }),
    )
  })

  test('with any one character changed, cut or added is refused', () => {
    fc.assert(
      fc.property(
        bytes(16),
        bytes(32),
        fc.nat(),
        fc.constantFrom(...'Az09-_=+ '.split('')),
        (id, secret, at, char) => {
          const text = formatOpaque('opaqueSession', idFromBytes('sess', id), secret)
          const index = at % text.length
          const changed = text.slice(0, index) + char + text.slice(index + 1)
          expect(changed === text || parseOpaque('opaqueSession', changed) === null).toBe(true)
          expect(parseOpaque('opaqueSession', text.slice(0, -1))).toBeNull()
          expect(parseOpaque('opaqueSession', text + char)).toBeNull()
        },
      ),
    )
  })

  test('never comes of any other text, and no text makes the parser throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 100 }),
        (text) => parseOpaque('client', `ccc_${text}`) === null,
      ),
    )
  })
})

test('a secret prints as [secret] wherever it is printed', () => {
  const secret = new Secret('ccs_topsecret')
  for (const text of [
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: [secret] }),
  ]) {
    expect(text).toContain('[secret]')
    expect(text).not.toContain('topsecret')
  }
  expect(secret.reveal()).toBe('ccs_topsecret')
})
