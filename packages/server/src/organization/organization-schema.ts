/** Organizations, memberships, roles and invitations as requests write them and answers show them. */

import {
  type EmailAddress,
  type Invitation,
  type Membership,
  normalizeSlug,
  type Organization,
  parsePermissionKey,
  parseRoleKey,
  type PermissionKey,
  type Role,
  type RoleKey,
  type Slug,
  type User,
  type UserMembership,
} from '@coatcheck/core'
import { z } from 'zod'
import { metadataSchema } from '../account/metadata-schema.ts'
import { emailSchema } from '../admin/user-schema.ts'
import { timeJson } from '../session/wire.ts'

const time = z.iso.datetime()
const jsonObject = z.record(z.string(), z.unknown())

function parsed<T extends string>(
  parse: (text: string) => T | null,
  longest: number,
  message: string,
): z.ZodType<T, string> {
  return z
    .string()
    .max(longest)
    .transform((text, context) => {
      const value = parse(text)
      if (value !== null) return value
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })
}

/** A slug, in its one spelling. */
export const slugSchema: z.ZodType<Slug, string> = parsed(
  normalizeSlug,
  128,
  'A slug is lower-case letters, digits and single hyphens between them, at most 63.',
)

/** The slug of a new organization. */
export const newSlugSchema: z.ZodOptional<typeof slugSchema> = slugSchema
  .optional()
  .describe('Default: made of the name, with a suffix when it is taken')

/** The key of a role. */
export const roleKeySchema: z.ZodType<RoleKey, string> = parsed(
  parseRoleKey,
  64,
  'A role is org:<name>, such as org:admin.',
)

/** The key of a permission. */
export const permissionKeySchema: z.ZodType<PermissionKey, string> = parsed(
  parsePermissionKey,
  128,
  'A permission is org:<feature>:<action>, such as org:invoices:read.',
)

/** What is displayed of an organization or a role. */
export const displayNameSchema: z.ZodString = z.string().trim().min(1).max(128)

/** What an invitation says. */
export const invitationMembers: {
  readonly email: typeof emailSchema
  readonly role: z.ZodOptional<typeof roleKeySchema>
} = { email: emailSchema, role: roleKeySchema.optional().describe('Default org:member') }

/** The metadata of an organization or a membership. */
export const metadataMembers: {
  readonly publicMetadata: z.ZodOptional<typeof metadataSchema>
  readonly privateMetadata: z.ZodOptional<typeof metadataSchema>
} = {
  publicMetadata: metadataSchema.optional().describe('Members read them'),
  privateMetadata: metadataSchema.optional().describe('Administrators of the instance only'),
}

const organizationShape = {
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  publicMetadata: jsonObject,
  createdAt: time,
  updatedAt: time,
}

/** An organization, as its members see it. */
export const organizationSchema: z.ZodObject = z.object(organizationShape).meta({ id: 'Organization' })

/** An organization, as administrators of the instance see it. */
export const adminOrganizationSchema: z.ZodObject = z
  .object({ ...organizationShape, privateMetadata: jsonObject, version: z.int() })
  .meta({ id: 'AdminOrganization' })

/** An organization for its members. */
export function organizationJson({
  id,
  name,
  slug,
  metadata,
  createdAtMs,
  updatedAtMs,
}: Organization): Record<string, unknown> {
  return {
    id,
    name,
    slug,
    publicMetadata: metadata.public,
    createdAt: timeJson(createdAtMs),
    updatedAt: timeJson(updatedAtMs),
  }
}

/** An organization for administrators of the instance. */
export function adminOrganizationJson(organization: Organization): Record<string, unknown> {
  const { version, metadata } = organization
  return { ...organizationJson(organization), privateMetadata: metadata.private, version }
}

/** A role. */
export const roleSchema: z.ZodObject = z
  .object({ key: z.string(), name: z.string(), permissions: z.array(z.string()) })
  .meta({ id: 'Role' })

/** A role for an answer. */
export function roleJson({ key, name, permissions }: Role): Record<string, unknown> {
  return { key, name, permissions }
}

/** A membership, as its organization sees it. */
export const memberSchema: z.ZodObject = z
  .object({
    userId: z.string(),
    role: z.string(),
    publicMetadata: jsonObject,
    createdAt: time,
    user: z
      .object({
        email: z.string().nullable(),
        firstName: z.string().nullable(),
        lastName: z.string().nullable(),
        imageUrl: z.string().nullable(),
      })
      .optional(),
  })
  .meta({ id: 'Member' })

/** A member for an answer, with as much of the user as colleagues see. */
export function memberJson(
  { userId, role, metadata, createdAtMs }: Membership,
  user?: User,
): Record<string, unknown> {
  return {
    userId,
    role,
    publicMetadata: metadata.public,
    createdAt: timeJson(createdAtMs),
    ...(user === undefined
      ? {}
      : {
          user: {
            email: user.email,
            firstName: user.firstName,
            lastName: user.lastName,
            imageUrl: user.imageUrl,
          },
        }),
  }
}

/** One's own membership. */
export const ownMembershipSchema: z.ZodObject = z
  .object({
    organization: organizationSchema,
    role: z.string(),
    permissions: z.array(z.string()),
    createdAt: time,
  })
  .meta({ id: 'OwnMembership' })

/** One's own membership for an answer. */
export function ownMembershipJson({
  membership,
  organization,
  role,
}: UserMembership): Record<string, unknown> {
  return {
    organization: organizationJson(organization),
    role: role.key,
    permissions: role.permissions,
    createdAt: timeJson(membership.createdAtMs),
  }
}

/** An invitation. Its link is in the mail and nowhere else. */
export const invitationSchema: z.ZodObject = z
  .object({
    id: z.string(),
    organizationId: z.string(),
    email: z.string(),
    role: z.string(),
    state: z.enum(['pending', 'accepted', 'revoked', 'expired']),
    inviterId: z.string().nullable(),
    createdAt: time,
    expiresAt: time,
  })
  .meta({ id: 'Invitation' })

/** An invitation for an answer. */
export function invitationJson(invitation: Invitation): Record<string, unknown> {
  const { id, organizationId, role, state, inviterId, createdAtMs, expiresAtMs } = invitation
  const email: EmailAddress = invitation.email
  const times = { createdAt: timeJson(createdAtMs), expiresAt: timeJson(expiresAtMs) }
  return { id, organizationId, email, role, state, inviterId, ...times }
}
