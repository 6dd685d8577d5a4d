/** Templates over HTTP: what may be said of one, and how one looks in an answer. */

import {
  claimsType,
  compileTemplate,
  type StoredTemplate,
  TEMPLATE_LIFETIME_SECONDS,
  TEMPLATE_NAME,
  TEMPLATE_SKEW_SECONDS,
  TEMPLATE_STARTERS,
  type TemplateAlgorithm,
  type TemplateStarter,
  templateWarnings,
} from '@coatcheck/core'
import { z } from 'zod'
import { timeJson } from '../session/wire.ts'
import { TEMPLATE_SECRET_BYTES } from './template-secret.ts'

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA', 'HS256'] as const

/** The form of a name. */
export const templateNameSchema: z.ZodString = z
  .string()
  .regex(TEMPLATE_NAME, { message: 'A name has 1 to 64 of a-z, 0-9, - and _.' })

const text = z
  .string()
  .max(65_536)
  .describe('JSON whose strings may hold shortcodes, such as {"role": "{{user.public_metadata.role}}"}')

const starter = z
  .enum(Object.keys(TEMPLATE_STARTERS) as TemplateStarter[])
  .describe('In place of `text`: a built-in one to begin with')

/** What may be set of a template and changed later, as it comes. */
export type TemplateMembers = {
  readonly text?: string | undefined
  readonly starter?: TemplateStarter | undefined
  readonly lifetimeSeconds?: number | undefined
  readonly clockSkewSeconds?: number | undefined
  readonly algorithm?: TemplateAlgorithm | undefined
  readonly secret?: string | undefined
  readonly detached?: boolean | undefined
  readonly dangerouslyAllowUserControlledClaims?: boolean | undefined
}

/** The form of each member. */
export const templateMembers: { readonly [M in keyof TemplateMembers]-?: z.ZodType<TemplateMembers[M]> } = {
  text: text.optional(),
  starter: starter.optional(),
  lifetimeSeconds: z
    .int()
    .min(TEMPLATE_LIFETIME_SECONDS.least)
    .max(TEMPLATE_LIFETIME_SECONDS.most)
    .optional()
    .describe('How long tokens live, capped by their session. Default 60'),
  clockSkewSeconds: z
    .int()
    .min(TEMPLATE_SKEW_SECONDS.least)
    .max(TEMPLATE_SKEW_SECONDS.most)
    .optional()
    .describe('How far `iat` and `nbf` are moved back for verifiers whose clock is behind. Default 5'),
  algorithm: z.enum(ALGORITHMS).optional().describe('Default RS256'),
  secret: z
    .string()
    .refine((secret) => isSecret(secret), {
      message: `A secret has ${TEMPLATE_SECRET_BYTES.least} to ${TEMPLATE_SECRET_BYTES.most} bytes.`,
    })
    .optional()
    .describe('Of HS256: its bytes are the key. Default: a new one, which is shown this once'),
  detached: z
    .boolean()
    .optional()
    .describe('Tokens outlive their session: minted with a backend key or an admin key only. Default false'),
  dangerouslyAllowUserControlledClaims: z
    .boolean()
    .optional()
    .describe('Claims may come from unsafe_metadata, which users write. Default false'),
}

function isSecret(secret: string): boolean {
  const bytes = Buffer.byteLength(secret)
  return bytes >= TEMPLATE_SECRET_BYTES.least && bytes <= TEMPLATE_SECRET_BYTES.most
}

/** A warning in an answer. */
export const warningSchema: z.ZodObject = z
  .object({
    code: z.enum(['claims_over_budget', 'detached', 'long_lifetime', 'user_controlled_claims']),
    message: z.string(),
  })
  .meta({ id: 'TemplateWarning' })

/** A template in an answer. */
export const templateSchema: z.ZodObject = z
  .object({
    id: z.string(),
    name: z.string(),
    text: z.string(),
    lifetimeSeconds: z.int(),
    clockSkewSeconds: z.int(),
    algorithm: z.enum(ALGORITHMS),
    detached: z.boolean(),
    dangerouslyAllowUserControlledClaims: z.boolean(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    type: z.string().nullable().describe('The TypeScript type of its claims; null when it cannot be used'),
    warnings: z.array(warningSchema),
    secret: z.string().optional().describe('Of HS256, where a new one was made: kept sealed, store it now'),
  })
  .meta({ id: 'Template' })

/** A template for an answer. @param secret One that was just made. */
export function templateJson(
  template: StoredTemplate,
  secret: string | null = null,
): Record<string, unknown> {
  const compiled = compileTemplate(template.text, template)
  return {
    id: template.id,
    name: template.name,
    text: template.text,
    lifetimeSeconds: template.lifetimeSeconds,
    clockSkewSeconds: template.clockSkewSeconds,
    algorithm: template.algorithm,
    detached: template.detached,
    dangerouslyAllowUserControlledClaims: template.dangerouslyAllowUserControlledClaims,
    createdAt: timeJson(template.createdAtMs),
    updatedAt: timeJson(template.updatedAtMs),
    type: compiled.ok ? claimsType(compiled.template) : null,
    warnings: compiled.ok ? templateWarnings(compiled.template, template, null) : [],
    ...(secret === null ? {} : { secret }),
  }
}
