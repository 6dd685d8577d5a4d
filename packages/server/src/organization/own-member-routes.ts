/** The members of an organization that one belongs to, and the invitations into it. */

import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { pageJson, pageQuery, pageRequest, pageSchema } from '../http/paging.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { invite } from './invite.ts'
import {
  invitationJson,
  invitationMembers,
  invitationSchema,
  memberJson,
  memberSchema,
  roleKeySchema,
} from './organization-schema.ts'
import { ownMembership } from './own-membership.ts'
import { proof, READERS, WRITERS } from './own-access.ts'
import { ORGANIZATION_ERRORS, organizationProblem } from './write-problem.ts'

const params = z.object({ id: idSchema('org') })
const memberParams = z.object({ id: idSchema('org'), userId: idSchema('user') })
const MANAGE = 'org:sys_memberships:manage'
const errors = [...proofErrors('own'), ...ORGANIZATION_ERRORS, 'permission_missing'] as const

const listMembers: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/organizations/{id}/members',
    summary: 'The members of an organization that one belongs to',
    tag: 'organizations',
    accepts: READERS,
    params,
    query: z.object(pageQuery),
    responses: { 200: { description: 'A page of members', schema: pageSchema(memberSchema) } },
    errors: ['not_found', 'permission_missing'],
  },
  async ({ server, principal, params, query }) => {
    const own = await ownMembership(server, principal.reading, params.id, 'org:sys_memberships:read')
    if (own instanceof Response) return own
    const filter = { organizationId: params.id, role: null }
    const page = await server.store.memberships.listMembers(filter, pageRequest(query))
    return pageJson(page, ({ membership, user }) => memberJson(membership, user))
  },
)

const setRole: Route = defineRoute(
  {
    method: 'patch',
    path: '/api/auth/organizations/{id}/members/{userId}',
    summary: 'Give a member another role',
    tag: 'organizations',
    accepts: WRITERS,
    params: memberParams,
    body: z.object({ role: roleKeySchema, ...proof }),
    responses: { 200: { description: 'The member', schema: memberSchema } },
    errors,
  },
  async (input) => {
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const { server, params, body, context } = input
    const own = await ownMembership(server, proved.reading, params.id, MANAGE)
    if (own instanceof Response) return own
    const key = { organizationId: params.id, userId: params.userId }
    const changed = await server.store.memberships.setRole(key, body.role, asUser(context, proved.reading))
    return changed.outcome === 'changed'
      ? json(200, memberJson(changed.membership))
      : organizationProblem(changed.outcome)
  },
)

const removeMember: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/auth/organizations/{id}/members/{userId}',
    summary: 'Remove a member, or leave oneself',
    tag: 'organizations',
    accepts: WRITERS,
    params: memberParams,
    body: z.object(proof),
    responses: { 204: { description: 'Removed' } },
    errors,
  },
  async (input) => {
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const { server, params, context } = input
    const isLeaving = params.userId === proved.reading.session.userId
    const own = await ownMembership(server, proved.reading, params.id, isLeaving ? null : MANAGE)
    if (own instanceof Response) return own
    const key = { organizationId: params.id, userId: params.userId }
    const outcome = await server.store.memberships.delete(key, asUser(context, proved.reading))
    return outcome === 'deleted' ? noContent() : organizationProblem(outcome)
  },
)

const listInvitations: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/organizations/{id}/invitations',
    summary: 'The pending invitations into an organization',
    tag: 'organizations',
    accepts: READERS,
    params,
    query: z.object(pageQuery),
    responses: { 200: { description: 'A page of invitations', schema: pageSchema(invitationSchema) } },
    errors: ['not_found', 'permission_missing'],
  },
  async ({ server, principal, params, query }) => {
    const own = await ownMembership(server, principal.reading, params.id, MANAGE)
    if (own instanceof Response) return own
    const filter = { organizationId: params.id, email: null, state: 'pending' } as const
    return pageJson(await server.store.invitations.list(filter, pageRequest(query)), invitationJson)
  },
)

const createInvitation: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/organizations/{id}/invitations',
    summary: 'Invite an address: a link is mailed to it',
    tag: 'organizations',
    accepts: WRITERS,
    params,
    body: z.object({ ...invitationMembers, ...proof }),
    responses: { 201: { description: 'The invitation', schema: invitationSchema } },
    errors: [...errors, 'rate_limited'],
  },
  async (input) => {
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const { server, params, body, context } = input
    const own = await ownMembership(server, proved.reading, params.id, MANAGE)
    if (own instanceof Response) return own
    const { userId: inviterId } = proved.reading.session
    const request = { organizationId: params.id, email: body.email, role: body.role, inviterId }
    const invited = await invite(server, request, asUser(context, proved.reading))
    return invited instanceof Response ? invited : json(201, invitationJson(invited))
  },
)

const revokeInvitation: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/auth/organizations/{id}/invitations/{invitationId}',
    summary: 'Revoke a pending invitation',
    tag: 'organizations',
    accepts: WRITERS,
    params: z.object({ id: idSchema('org'), invitationId: idSchema('inv') }),
    body: z.object(proof),
    responses: { 204: { description: 'Revoked' } },
    errors,
  },
  async (input) => {
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const { server, params, context } = input
    const own = await ownMembership(server, proved.reading, params.id, MANAGE)
    if (own instanceof Response) return own
    const key = { id: params.invitationId, organizationId: params.id }
    const acting = asUser(context, proved.reading)
    return (await server.store.invitations.revoke(key, acting)) ? noContent() : problem('not_found')
  },
)

/** The routes. */
export const ownMemberRoutes: readonly Route[] = [
  listMembers,
  setRole,
  removeMember,
  listInvitations,
  createInvitation,
  revokeInvitation,
]
