/** Users as administrators see and write them. */

import { type EmailAddress, normalizeEmail, type User, type UserWrite } from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { userJson, userSchema } from '../session/wire.ts'
import { metadataSchema } from './metadata-schema.ts'

type Text = z.ZodOptional<z.ZodNullable<z.ZodString>>
type Metadata = z.ZodOptional<typeof metadataSchema>

const name = z.string().trim().min(1).max(100).nullable().optional()

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
export const userMembers: {
  readonly email: z.ZodOptional<z.ZodNullable<typeof emailSchema>>
  readonly emailVerified: z.ZodOptional<z.ZodBoolean>
  readonly firstName: Text
  readonly lastName: Text
  readonly username: Text
  readonly imageUrl: z.ZodOptional<z.ZodNullable<z.ZodURL>>
  readonly locale: Text
  readonly externalId: Text
  readonly publicMetadata: Metadata
  readonly privateMetadata: Metadata
  readonly unsafeMetadata: Metadata
} = {
  email: emailSchema.nullable().optional(),
  emailVerified: z.boolean().optional().describe('Default false; a changed address starts unverified'),
  firstName: name,
  lastName: name,
  username: z.string().trim().min(1).max(64).nullable().optional(),
  imageUrl: z.httpUrl().max(2048).nullable().optional(),
  locale: z.string().min(2).max(35).nullable().optional().describe('A BCP 47 language tag'),
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

/** The answer to a write that did not happen. */
export function writeProblem(write: Exclude<UserWrite, { outcome: 'written' }>): Response {
  if (write.outcome === 'not-found') return problem('not_found')
  switch (write.field) {
    case 'email':
      return problem('email_taken', { field: 'body.email' })
    case 'username':
      return problem('username_taken', { field: 'body.username' })
    case 'external-id':
      return problem('external_id_taken', { field: 'body.externalId' })
    case 'identity':
      throw new Error('an administrator writes no identity')
  }
}
