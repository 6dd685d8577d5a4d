/** The secrets of HS256 templates: as long as the hash at least (RFC 7518 section 3.2), and sealed at rest. */

import type { StoredTemplate, TemplateId } from '@coatcheck/core'
import type { InstanceSecrets, SealedAt } from '../secret/instance-secrets.ts'

/** How long a secret is, in bytes of UTF-8. */
export const TEMPLATE_SECRET_BYTES = { least: 32, most: 512 } as const

/** Seals a secret; the bytes of its text are the key. */
export function sealTemplateSecret(secrets: InstanceSecrets, id: TemplateId, secret: string): Uint8Array {
  return secrets.seal(sealedAt(id), Buffer.from(secret))
}

/** Opens a template's secret; `null` when it has none, or its instance secret is unknown here. */
export function openTemplateSecret(
  secrets: InstanceSecrets,
  { id, sealedSecret }: Pick<StoredTemplate, 'id' | 'sealedSecret'>,
): Uint8Array | null {
  return sealedSecret === null ? null : secrets.open(sealedAt(id), sealedSecret)
}

function sealedAt(id: TemplateId): SealedAt {
  return { table: 'templates', row: id, column: 'sealed_secret' }
}
