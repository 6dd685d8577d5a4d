/** What the account page shows of somebody's API keys. */

import { apiKeyHint, type ApiKey, type UserId } from '@coatcheck/core'
import type { ApiKeyView, TypedApiKey } from '../pages/account/account-props.ts'
import type { Server } from '../server.ts'
import type { PageRequest } from './page-request.ts'

/** The living keys of a user, for the page: there are never more than fit. */
export async function apiKeysOf({ store }: Server, userId: UserId): Promise<readonly ApiKeyView[]> {
  const filter = { subject: userId, query: null, prefix: null, isOverToo: false }
  return (await store.apiKeys.list(filter, { limit: 500, cursor: null })).data.map(viewOf)
}

function viewOf({ id, name, scopes, createdAtMs, expiresAtMs, lastUsedAtMs }: ApiKey): ApiKeyView {
  return { keyId: id, hint: apiKeyHint(id), name, scopes, createdAtMs, expiresAtMs, lastUsedAtMs }
}

/** What a form for a new key said. */
export function typedApiKey({ form }: Pick<PageRequest, 'form'>): TypedApiKey | undefined {
  const name = form.get('key_name')
  if (name === null) return undefined
  const said = (field: string): string => form.get(field) ?? ''
  return {
    key_name: name,
    key_scopes: said('key_scopes'),
    key_expiry: said('key_expiry'),
    key_days: said('key_days'),
  }
}
