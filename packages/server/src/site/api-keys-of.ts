/** What the account page shows of somebody's API keys. */

import { apiKeyHint, type ApiKey, type UserId } from '@coatcheck/core'
import type { ApiKeyView } from '../pages/account/account-props.ts'
import type { Server } from '../server.ts'

/** The living keys of a user, for the page: there are never more than fit. */
export async function apiKeysOf({ store }: Server, userId: UserId): Promise<readonly ApiKeyView[]> {
  const filter = { subject: userId, query: null, prefix: null, isOverToo: false }
  return (await store.apiKeys.list(filter, { limit: 500, cursor: null })).data.map(viewOf)
}

function viewOf({ id, name, scopes, createdAtMs, expiresAtMs, lastUsedAtMs }: ApiKey): ApiKeyView {
  return { keyId: id, hint: apiKeyHint(id), name, scopes, createdAtMs, expiresAtMs, lastUsedAtMs }
}
