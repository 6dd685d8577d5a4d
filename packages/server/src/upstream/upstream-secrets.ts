/** What an upstream and we have in common: our secret as its client, and what its webhooks are signed with. Sealed. */

import type { AppId, Upstream } from '@coatcheck/core'
import type { InstanceSecrets } from '../secret/instance-secrets.ts'

type Column = 'sealed_client_secret' | 'sealed_webhook_secret'

/** Seals one for its row; `null` stays `null`. */
export function sealUpstreamSecret(
  secrets: InstanceSecrets,
  id: AppId,
  column: Column,
  secret: string | null,
): Uint8Array | null {
  return secret === null ? null : secrets.seal({ table: 'upstreams', row: id, column }, Buffer.from(secret))
}

/** Our secret as its client; `null` for none, and for one that was sealed under a secret not given any more. */
export function clientSecretOf(
  secrets: InstanceSecrets,
  { id, sealedClientSecret }: Pick<Upstream, 'id' | 'sealedClientSecret'>,
): string | null {
  return open(secrets, id, 'sealed_client_secret', sealedClientSecret)
}

/** What its webhooks are signed with; `null` likewise. */
export function webhookSecretOf(
  secrets: InstanceSecrets,
  { id, sealedWebhookSecret }: Pick<Upstream, 'id' | 'sealedWebhookSecret'>,
): string | null {
  return open(secrets, id, 'sealed_webhook_secret', sealedWebhookSecret)
}

function open(secrets: InstanceSecrets, id: AppId, column: Column, sealed: Uint8Array | null): string | null {
  const plain = sealed === null ? null : secrets.open({ table: 'upstreams', row: id, column }, sealed)
  return plain === null ? null : Buffer.from(plain).toString()
}
