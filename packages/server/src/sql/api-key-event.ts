/** What is told of an API key: whose it is and what it is for, never a part of its text. */

import {
  type ActContext,
  type ApiKey,
  type ApiKeyEnd,
  draftEvent,
  type EventDraft,
  type JsonObject,
  parseId,
} from '@coatcheck/core'

/** An event about a key. */
export function apiKeyEvent(
  context: ActContext,
  type: 'api_key.created' | 'api_key.updated' | 'api_key.revoked',
  { id, name, subject, scopes }: ApiKey,
  more: { readonly reason?: ApiKeyEnd; readonly details?: JsonObject } = {},
): EventDraft {
  return draftEvent(context, type, {
    userId: parseId('user', subject),
    reason: more.reason ?? null,
    details: { id, name, subject, scopes: [...scopes], ...more.details },
  })
}
