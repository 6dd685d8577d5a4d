/** Between rows of the table `api_keys` and what core knows of a key. */

import {
  type ApiKey,
  type ApiKeyEnd,
  apiKeyHint,
  type ApiKeyPatch,
  type ApiKeySubject,
  type JsonObject,
  type KeyId,
  type NewApiKey,
} from '@coatcheck/core'
import type { Row } from './session-row.ts'

type Columns = Record<string, string | number | null>

/** What an administrator or a person decides of a key, as far as a patch says; its end is up to the store's clock. */
export function columnsOfPatch({ name, description, scopes, claims, rateLimit }: ApiKeyPatch): Columns {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(scopes !== undefined && { scopes: JSON.stringify(scopes) }),
    ...(claims !== undefined && { claims: JSON.stringify(claims) }),
    ...(rateLimit !== undefined && {
      rate_requests: rateLimit?.requests ?? null,
      rate_seconds: rateLimit?.perSeconds ?? null,
    }),
  }
}

/** The values of a new key, without its hash. */
export function columnsOfNewApiKey(key: NewApiKey): Columns {
  const { id, subject, createdBy, lifetimeMs } = key
  const names = { id, hint: apiKeyHint(id), subject, created_by: createdBy, lifetime: lifetimeMs }
  return { ...columnsOfPatch(key), ...names }
}

/** A key from its row. */
export function apiKeyFromRow(row: Row): ApiKey {
  const requests = row['rate_requests'] as number | null
  return {
    id: row['id'] as KeyId,
    name: row['name'] as string,
    description: row['description'] as string | null,
    subject: row['subject'] as ApiKeySubject,
    scopes: JSON.parse(row['scopes'] as string) as string[],
    claims: JSON.parse(row['claims'] as string) as JsonObject,
    rateLimit: requests === null ? null : { requests, perSeconds: row['rate_seconds'] as number },
    createdBy: row['created_by'] as string,
    createdAtMs: row['created_at'] as number,
    expiresAtMs: row['expires_at'] as number | null,
    lastUsedAtMs: row['last_used_at'] as number | null,
    revokedAtMs: row['revoked_at'] as number | null,
    revokeReason: row['revoke_reason'] as ApiKeyEnd | null,
  }
}
