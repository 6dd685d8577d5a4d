/** Signatures of Standard Webhooks: as the library of the specification makes them. */

import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { INVALID } from '../config/setting.ts'
import { readWebhookSecret, webhookHeaders } from './webhook.ts'

const key = (bytes: Uint8Array): string => `whsec_${Buffer.from(bytes).toString('base64')}`

test('each secret signs id, time and body as the library does', () => {
  const secret = fc.uint8Array({ minLength: 24, maxLength: 64 }).map(key)
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 4_000_000_000 }),
      fc.string({ unit: 'grapheme' }),
      (secrets, timestampSeconds, body) => {
        const read = secrets.map((text) => readWebhookSecret(text)).filter((one) => one !== INVALID)
        const headers = webhookHeaders({ id: 'msg_1', timestampSeconds, body }, read)
        const at = new Date(timestampSeconds * 1000)
        expect(headers).toEqual({
          'webhook-id': 'msg_1',
          'webhook-timestamp': String(timestampSeconds),
          'webhook-signature': secrets.map((text) => new Webhook(text).sign('msg_1', at, body)).join(' '),
        })
      },
    ),
  )
})

test.each([
  ['nothing', ''],
  ['no prefix', Buffer.alloc(32, 1).toString('base64')],
  ['another version', `v1,${key(Buffer.alloc(32, 1))}`],
  ['23 bytes', key(Buffer.alloc(23, 1))],
  ['65 bytes', key(Buffer.alloc(65, 1))],
  ['base64url', `whsec_${Buffer.alloc(32, 0xff).toString('base64url')}`],
  ['spaces', `${key(Buffer.alloc(32, 1))} `],
])('%s is no secret', (_what, text) => {
  expect(readWebhookSecret(text)).toBe(INVALID)
})

test('a secret is not printed', () => {
  const secret = readWebhookSecret(key(Buffer.alloc(24, 1)))
  expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}')
})
