/** Signatures of Standard Webhooks (standardwebhooks.com, version 1): HMAC-SHA256 over id, time and body. */

import { createHmac } from 'node:crypto'
import { Secret } from '@coatcheck/core'
import { nodeCrypto } from '../crypto/node-crypto.ts'
import { INVALID } from '../config/setting.ts'

const PREFIX = 'whsec_'
const MIN_BYTES = 24
const MAX_BYTES = 64

/** Reads a secret: `whsec_` and 24 to 64 bytes in base64. */
export function readWebhookSecret(text: string): Secret | typeof INVALID {
  const key = keyOf(text)
  const isCanonical = `${PREFIX}${key.toString('base64')}` === text
  return isCanonical && key.length >= MIN_BYTES && key.length <= MAX_BYTES ? new Secret(text) : INVALID
}

/** A message to sign. */
export type WebhookMessage = { readonly id: string; readonly timestampSeconds: number; readonly body: string }

/** The headers of a message, with one signature for each secret, so that a secret can be changed at either end first. */
export function webhookHeaders(
  { id, timestampSeconds, body }: WebhookMessage,
  secrets: readonly Secret[],
): { readonly [header: string]: string } {
  const signed = `${id}.${timestampSeconds}.${body}`
  const signatures = secrets.map((secret) => {
    const signature = createHmac('sha256', keyOf(secret.reveal())).update(signed).digest('base64')
    return `v1,${signature}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signatures.join(' '),
  }
}

/** Whether one of the signatures that came with a message is this secret's. */
export function isSignedBy(message: WebhookMessage, signatures: string, secret: Secret): boolean {
  const expected = Buffer.from(webhookHeaders(message, [secret])['webhook-signature'] ?? '')
  return signatures.split(' ').some((signature) => nodeCrypto.equal(expected, Buffer.from(signature)))
}

function keyOf(text: string): Buffer {
  return text.startsWith(PREFIX) ? Buffer.from(text.slice(PREFIX.length), 'base64') : Buffer.alloc(0)
}
