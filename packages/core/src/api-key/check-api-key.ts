/** Whether a text is an API key that holds: by its checksum, its row, its secret and its status. */

import { parseOpaque } from '../credential/opaque.ts'
import type { Crypto } from '../world/crypto.ts'
import { type ApiKeyReading, type ApiKeyStore } from './api-key-store.ts'
import { apiKeyStatus } from './api-key.ts'

/** What checking needs. */
export type ApiKeyChecking = {
  readonly apiKeys: Pick<ApiKeyStore, 'find'>
  readonly crypto: Crypto
  /** The store's clock. */
  readonly nowMs: () => number
}

/** The key that holds; `null` for everything else, whatever is wrong with it. Garbage is refused without the store. */
export async function checkApiKey(
  { apiKeys, crypto, nowMs }: ApiKeyChecking,
  text: string,
): Promise<ApiKeyReading | null> {
  const credential = parseOpaque('apiKey', text)
  if (credential === null) return null
  const hash = crypto.sha256(credential.secret)
  const reading = await apiKeys.find(credential.id)
  if (reading === null || !crypto.equal(reading.hash, hash)) return null
  return apiKeyStatus(reading.key, reading.isSuspended, nowMs()) === 'active' ? reading : null
}
