/** An application that declares its claims has them wherever claims are, and no others. Compiled, never run. */

import { type AdminClient, type CreateUser, createAdminClient } from '@coatcheck/sdk/admin'
import { authenticateRequest, createAuth, createVerifier, protect, withAuth } from '@coatcheck/sdk/backend'
import { coatcheck, requireAuth } from '@coatcheck/sdk/hono'
import { getAuth as getAuthOfExpress } from '@coatcheck/sdk/express'
import type {} from '@coatcheck/sdk/fastify'
import { coatcheckProxy } from '@coatcheck/sdk/next'
import { auth } from '@coatcheck/sdk/next/server'
import type { Request as ExpressRequest } from 'express'
import type { FastifyRequest } from 'fastify'
import { Hono } from 'hono'
import { expectTypeOf } from 'vitest'

type Metadata = { readonly role?: 'admin' | 'editor'; readonly permissions: readonly string[] }

declare module '@coatcheck/sdk' {
  interface CustomSessionClaims {
    readonly metadata: Metadata
    readonly plan: 'free' | 'pro'
  }
  interface CustomUserMetadata {
    readonly public: Metadata
    readonly private: { readonly crmId?: string }
  }
  interface CustomOrganizationMetadata {
    readonly private: { readonly seats?: number }
  }
  interface CustomMembershipMetadata {
    readonly public: { readonly desk?: string }
  }
}

export async function ofAVerifier(): Promise<void> {
  const verified = await createVerifier({ issuer: 'https://auth.example.com' }).verify('token')
  if (!verified.ok) return
  expectTypeOf(verified.claims.metadata).toEqualTypeOf<Metadata>()
  expectTypeOf(verified.claims.plan).toEqualTypeOf<'free' | 'pro'>()
  expectTypeOf(verified.claims.sub).toEqualTypeOf<string>()
  expectTypeOf(verified.claims['another']).toEqualTypeOf<unknown>()
  // @ts-expect-error -- nobody declared it
  verified.claims.another.part()
}

export async function ofARequest(request: Request): Promise<void> {
  const verifier = createVerifier({ issuer: 'https://auth.example.com' })
  const state = await authenticateRequest(verifier, request)
  expectTypeOf(state.sessionClaims?.metadata).toEqualTypeOf<Metadata | undefined>()
  // @ts-expect-error -- there may be nobody
  expectTypeOf(state.sessionClaims.metadata)
  if (state.isAuthenticated) expectTypeOf(state.sessionClaims.plan).toEqualTypeOf<'free' | 'pro'>()
  const entered = await protect(request, { role: 'admin' })
  if (entered.ok) expectTypeOf(entered.auth.sessionClaims.metadata).toEqualTypeOf<Metadata>()
  // @ts-expect-error -- only who went on is somebody
  expectTypeOf(entered.auth.userId).toEqualTypeOf<string>()
}

export const ofAHandler = withAuth((_request, { sessionClaims, userId }) => {
  expectTypeOf(sessionClaims.metadata.role).toEqualTypeOf<'admin' | 'editor' | undefined>()
  expectTypeOf(userId).toEqualTypeOf<string>()
  return new Response(null)
})
expectTypeOf(ofAHandler).parameters.toEqualTypeOf<[Request]>()

type Context = { readonly params: Promise<{ readonly id: string }> }
export const withContext = createAuth({ issuer: 'https://auth.example.com' }).withOrganization(
  (_request, { orgId, orgPermissions }, _context: Context) => {
    expectTypeOf(orgId).toEqualTypeOf<string>()
    expectTypeOf(orgPermissions).toEqualTypeOf<readonly string[]>()
    return new Response(null)
  },
)
expectTypeOf(withContext).parameters.toEqualTypeOf<[Request, Context]>()

export const rolesOfMetadata = createAuth({
  issuer: 'https://auth.example.com',
  roles: ({ metadata }) => (metadata.role === undefined ? [] : [metadata.role]),
})

export async function ofNext(): Promise<void> {
  const { userId, sessionClaims, orgRole } = await auth()
  expectTypeOf(userId).toEqualTypeOf<string | null>()
  expectTypeOf(orgRole).toEqualTypeOf<string | null>()
  expectTypeOf(sessionClaims?.plan).toEqualTypeOf<'free' | 'pro' | undefined>()
  expectTypeOf((await auth.protect()).sessionClaims.metadata).toEqualTypeOf<Metadata>()
}

export const proxy = coatcheckProxy({
  next: (_request, { sessionClaims }) => {
    expectTypeOf(sessionClaims?.plan).toEqualTypeOf<'free' | 'pro' | undefined>()
    return undefined
  },
})

export const ofHono = new Hono()
  .use(coatcheck())
  .get('/', (c) => {
    expectTypeOf(c.var.auth.sessionClaims?.plan).toEqualTypeOf<'free' | 'pro' | undefined>()
    return c.body(null)
  })
  .get('/me', requireAuth(), (c) => {
    expectTypeOf(c.var.auth.sessionClaims.plan).toEqualTypeOf<'free' | 'pro'>()
    return c.body(null)
  })

export function ofExpressAndFastify(express: ExpressRequest, fastify: FastifyRequest): void {
  for (const { auth: its } of [express, fastify]) {
    expectTypeOf(its.userId).toEqualTypeOf<string | null>()
    expectTypeOf(its().userId).toEqualTypeOf<string | null>()
    expectTypeOf(its.sessionClaims?.metadata).toEqualTypeOf<Metadata | undefined>()
    if (its.isAuthenticated) expectTypeOf(its.sessionClaims.plan).toEqualTypeOf<'free' | 'pro'>()
  }
  expectTypeOf(getAuthOfExpress(express).sessionClaims?.plan).toEqualTypeOf<'free' | 'pro' | undefined>()
}

type Unknown = { readonly [member: string]: unknown }

export async function ofAdministration(admin: AdminClient, id: string): Promise<void> {
  const user = await admin.users.update(id, { publicMetadata: { role: 'editor', permissions: [] } })
  expectTypeOf(user.publicMetadata).toEqualTypeOf<Metadata>()
  expectTypeOf(user.privateMetadata.crmId).toEqualTypeOf<string | undefined>()
  expectTypeOf(user.unsafeMetadata).toEqualTypeOf<Unknown>()
  for await (const { publicMetadata } of admin.users.all())
    expectTypeOf(publicMetadata.role).toEqualTypeOf<'admin' | 'editor' | undefined>()
  // @ts-expect-error -- there is no such role
  await admin.users.create({ publicMetadata: { role: 'owner', permissions: [] } })
  // @ts-expect-error -- metadata are replaced as a whole
  await admin.users.update(id, { publicMetadata: { role: 'admin' } })
  expectTypeOf<CreateUser['privateMetadata']>().toEqualTypeOf<{ readonly crmId?: string } | undefined>()
  const { user: impersonated } = await admin.users.impersonate(id)
  expectTypeOf(impersonated.publicMetadata).toEqualTypeOf<Metadata>()

  const organization = await admin.organizations.get(id)
  expectTypeOf(organization.privateMetadata.seats).toEqualTypeOf<number | undefined>()
  expectTypeOf(organization.publicMetadata).toEqualTypeOf<Unknown>()
  const { data: members } = await admin.memberships.list(id)
  expectTypeOf(members[0]?.publicMetadata.desk).toEqualTypeOf<string | undefined>()
}

const admin = createAdminClient({ url: 'https://auth.example.com', key: 'ccadm_' })
expectTypeOf(admin.templates.preview).parameter(0).toHaveProperty('userId').toEqualTypeOf<string>()
expectTypeOf(admin.tokens.list).parameter(0).toEqualTypeOf<{ readonly userId: string }>()
expectTypeOf(admin.users.delete).returns.resolves.toEqualTypeOf<void>()
// @ts-expect-error -- policy is not listed
expectTypeOf(admin.policy.list)
