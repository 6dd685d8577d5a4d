/** Importing a key set: the first key of an id, and the same object for as long as the key does not change. */

import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { es256, JWKS, KEYS, publish } from '../../../../tests/support/session-tokens.ts'
import { keyImporter } from '../crypto/node.ts'
import { importKeys } from './key-set.ts'

const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey

test('a key that did not change is the same object after a renewal; one that did is another', async () => {
  const first = await importKeys(JWKS, keyImporter)
  const renewed = await importKeys(
    { keys: [publish(other, 'ec', 'ES256'), ...JWKS.keys.slice(1)] },
    keyImporter,
    first,
  )
  expect(renewed.get('rsa')?.key).toBe(first.get('rsa')?.key)
  expect(renewed.get('ec')?.key).not.toBe(first.get('ec')?.key)
  expect(renewed.get('ec')?.key.verify('x', es256('x'))).toBe(false)
})

test('of two keys with one id the first one counts', async () => {
  const twice = [publish(KEYS.ec.publicKey, 'ec', 'ES256'), publish(other, 'ec', 'ES256')]
  const keys = await importKeys({ keys: twice }, keyImporter)
  expect(keys.get('ec')?.key.verify('x', es256('x'))).toBe(true)
})

test('what is no key is left out, and the others are not', async () => {
  const noKeys = [null, 'text', [], {}, { kid: 'x', alg: 'ES256', kty: 'EC', crv: 'P-256' }] as never[]
  const keys = await importKeys({ keys: [...noKeys, ...JWKS.keys] }, keyImporter)
  expect([...keys.keys()]).toEqual(['ec', 'rsa', 'ed'])
})
