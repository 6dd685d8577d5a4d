/** Makes API keys: the text is handed to whoever asked, and its hash is all that stays. */

import {
  type ActContext,
  type ApiKey,
  type ApiKeyCreation,
  issueOpaque,
  newId,
  type NewApiKey,
  type Secret,
} from '@coatcheck/core'
import type { Server } from '../server.ts'

/** What a key is to be. */
export type ApiKeyRequest = Omit<NewApiKey, 'id' | 'hash'>

/** A new key with its text, which is known to nobody else and cannot be shown again. */
export type IssuedApiKey =
  | { readonly outcome: 'created'; readonly key: ApiKey; readonly text: Secret }
  | Exclude<ApiKeyCreation, { readonly outcome: 'created' }>

/** Makes one. */
export async function issueApiKey(
  { store, clock, random, crypto }: Pick<Server, 'store' | 'clock' | 'random' | 'crypto'>,
  request: ApiKeyRequest,
  context: ActContext,
): Promise<IssuedApiKey> {
  const id = newId('key', clock.nowMs(), random)
  const { text, hash } = issueOpaque('apiKey', id, { random, crypto })
  const creation = await store.apiKeys.create({ ...request, id, hash }, context)
  return creation.outcome === 'created' ? { ...creation, text } : creation
}
