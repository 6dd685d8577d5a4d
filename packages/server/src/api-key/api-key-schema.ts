/** API keys over HTTP: what is chosen of one, and how one is shown. */

import {
  type ApiKey,
  API_KEY_HINT_LENGTH,
  apiKeyHint,
  type ApiKeyPatch,
  type ApiKeyRate,
  type ApiKeySubject,
  isScope,
  MAX_API_KEY_SECONDS,
  parseId,
} from '@coatcheck/core'
import { z } from 'zod'
import { metadataSchema } from '../account/metadata-schema.ts'
import { timeJson } from '../session/wire.ts'

const scope = z.string().refine(isScope, {
  message: 'A scope is 1 to 100 printable ASCII characters without spaces, quotes and backslashes.',
})

const rateLimit: z.ZodType<ApiKeyRate> = z
  .strictObject({
    requests: z.number().int().min(1).max(1_000_000),
    perSeconds: z.number().int().min(1).max(86_400),
  })
  .refine(({ requests, perSeconds }) => requests <= perSeconds * 1000, {
    message: 'A limit allows at most 1000 requests a second.',
  })

/** Whose a key is. */
export const subjectSchema: z.ZodType<ApiKeySubject, string> = z
  .string()
  .max(64)
  .transform((text, context) => {
    const subject = parseId('user', text) ?? parseId('org', text) ?? parseId('app', text)
    if (subject !== null) return subject
    context.addIssue({
      code: 'custom',
      message: 'This is not an id of the form user_..., org_... or app_...',
    })
    return z.NEVER
  })

/** What whoever makes a key decides of it. */
export const ownKeyMembers: {
  readonly name: z.ZodString
  readonly description: z.ZodOptional<z.ZodNullable<z.ZodString>>
  readonly scopes: z.ZodOptional<z.ZodType<string[], string[]>>
  readonly expiresInSeconds: z.ZodNullable<z.ZodNumber>
  readonly rateLimit: z.ZodOptional<z.ZodNullable<typeof rateLimit>>
} = {
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().min(1).max(500).nullable().optional(),
  scopes: z
    .array(scope)
    .max(50)
    .transform((scopes) => [...new Set(scopes)])
    .optional()
    .describe('What it is for, in the words of the application that checks it. Default: none'),
  expiresInSeconds: z
    .number()
    .int()
    .min(60)
    .max(MAX_API_KEY_SECONDS)
    .nullable()
    .describe('null for a key that goes on until it is revoked'),
  rateLimit: rateLimit.nullable().optional().describe('Default: null, any number of requests'),
}

/** What an administrator decides besides. */
export const adminKeyMembers: typeof ownKeyMembers & {
  readonly claims: z.ZodOptional<typeof metadataSchema>
} = {
  ...ownKeyMembers,
  claims: metadataSchema.optional().describe('What the application that checks it is told besides'),
}

/** The query member that finds a key whose beginning was seen somewhere. */
export const prefixSchema: z.ZodOptional<z.ZodString> = z
  .string()
  .regex(/^cck_[\w-]*$/)
  .max(API_KEY_HINT_LENGTH)
  .optional()
  .describe(`What the key begins with; never more than ${API_KEY_HINT_LENGTH} characters of it`)

const time = z.iso.datetime()

/** A key as lists show it. */
export const apiKeySchema: z.ZodObject = z
  .object({
    id: z.string(),
    hint: z.string().describe('What the key begins with'),
    name: z.string(),
    description: z.string().nullable(),
    subject: z.string().describe('The user, the organization or the OAuth client that it is of'),
    scopes: z.array(z.string()),
    claims: z.record(z.string(), z.unknown()),
    rateLimit: z.object({ requests: z.number(), perSeconds: z.number() }).nullable(),
    createdBy: z.string().describe('The user or the admin key that made it'),
    createdAt: time,
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable().describe('To the minute'),
    revokedAt: time.nullable(),
    revokeReason: z.string().nullable(),
  })
  .meta({ id: 'ApiKey' })

/** The answer to whoever makes one. */
export const newApiKeySchema: z.ZodObject = z
  .object({ apiKey: apiKeySchema, key: z.string().describe('Kept nowhere: store it now') })
  .meta({ id: 'NewApiKey' })

/** A key for an answer. */
export function apiKeyJson(key: ApiKey): Record<string, unknown> {
  const { id, name, description, subject, scopes, claims, rateLimit, createdBy, revokeReason } = key
  return {
    id,
    hint: apiKeyHint(id),
    name,
    description,
    subject,
    scopes,
    claims,
    rateLimit,
    createdBy,
    createdAt: timeJson(key.createdAtMs),
    expiresAt: timeOrNull(key.expiresAtMs),
    lastUsedAt: timeOrNull(key.lastUsedAtMs),
    revokedAt: timeOrNull(key.revokedAtMs),
    revokeReason,
  }
}

/** A time for an answer, if there is one. */
export function timeOrNull(atMs: number | null): string | null {
  return atMs === null ? null : timeJson(atMs)
}

/** The lifetime that a body asks for. */
export function lifetimeOf({
  expiresInSeconds,
}: {
  readonly expiresInSeconds: number | null
}): NonNullable<ApiKeyPatch['lifetimeMs']> | null {
  return expiresInSeconds === null ? null : expiresInSeconds * 1000
}
