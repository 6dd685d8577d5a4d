/** Users as administrators see and write them. */

import { type EmailAddress, normalizeEmail, type User } from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { z } from 'zod'
import { metadataSchema } from '../account/metadata-schema.ts'
import { profileMembers } from '../account/profile-schema.ts'
import { userJson, userSchema } from '../session/wire.ts'

type Metadata = z.ZodOptional<typeof metadataSchema>

/** An e-mail address, in the one spelling that is stored. */
export const emailSchema: z.ZodType<EmailAddress, string> = z
  .string()
  .max(320)
  .transform((text, context) => {
    const email = normalizeEmail(text)
    if (email !== null) return email
    context.addIssue({ code: 'custom', message: 'This is not an e-mail address.' })
    return z.NEVER
  })

/** An id that another system has for a user. */
export const externalIdSchema: z.ZodString = z.string().min(1).max(255)

/** What administrators may write of a user; what is absent stays, or is empty in a new one. */
export const userMembers: typeof profileMembers & {
  readonly email: z.ZodOptional<z.ZodNullable<typeof emailSchema>>
  readonly emailVerified: z.ZodOptional<z.ZodBoolean>
  readonly externalId: z.ZodOptional<z.ZodNullable<z.ZodString>>
  readonly publicMetadata: Metadata
  readonly privateMetadata: Metadata
  readonly unsafeMetadata: Metadata
} = {
  ...profileMembers,
  email: emailSchema.nullable().optional(),
  emailVerified: z.boolean().optional().describe('Default false; a changed address starts unverified'),
  externalId: externalIdSchema.nullable().optional(),
  publicMetadata: metadataSchema.optional().describe('Everyone reads, administrators write'),
  privateMetadata: metadataSchema.optional().describe('Administrators only'),
  unsafeMetadata: metadataSchema.optional().describe('The user writes it too: never to be trusted'),
}

/** A user in an answer to an administrator. */
export const adminUserSchema: z.ZodObject = userSchema
  .extend({
    state: z.enum(['enabled', 'disabled']),
    privateMetadata: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AdminUser' })

/** A user for an answer to an administrator. */
export function adminUserJson(user: User): Record<string, unknown> {
  return { ...userJson(user), state: user.state, privateMetadata: user.metadata.private }
}

/** The errors of a write that can collide with another user. */
export const CONFLICT_ERRORS: readonly ErrorCode[] = ['email_taken', 'username_taken', 'external_id_taken']
