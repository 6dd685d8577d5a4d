/** How factors look in JSON. */

import type { Factor } from '@coatcheck/core'
import { z } from 'zod'
import { optionalTime, timeJson } from '../session/wire.ts'

/** A factor in an answer. */
export const factorSchema: z.ZodObject = z
  .object({
    id: z.string(),
    kind: z.enum(['totp', 'passkey', 'recovery']),
    name: z.string().nullable(),
    createdAt: z.iso.datetime(),
    activatedAt: z.iso
      .datetime()
      .nullable()
      .describe('null while it is being set up, when it counts for nothing'),
    lastUsedAt: z.iso.datetime().nullable(),
    codesLeft: z.int().nullable().describe('Of recovery codes'),
  })
  .meta({ id: 'Factor' })

/** What a new factor is answered with. */
export const activatedSchema: z.ZodObject = z.object({
  factor: factorSchema,
  recoveryCodes: z
    .array(z.string())
    .nullable()
    .describe('With the first factor: shown once, to be kept where the other factors are not'),
})

/** What its owner calls a factor. */
export const factorName: z.ZodOptional<z.ZodString> = z.string().trim().min(1).max(100).optional()

/** A factor for an answer. */
export function factorJson(factor: Factor): Record<string, unknown> {
  return {
    id: factor.id,
    kind: factor.kind,
    name: factor.name,
    createdAt: timeJson(factor.createdAtMs),
    activatedAt: optionalTime(factor.activatedAtMs),
    lastUsedAt: optionalTime(factor.lastUsedAtMs),
    codesLeft: factor.codesLeft,
  }
}
