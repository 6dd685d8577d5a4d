/** `/api/admin/organizations/{id}/memberships` and `.../invitations`: who belongs to an organization, and who may. */

import { z } from 'zod'
import { given } from '../http/given.ts'
import { idSchema } from '../http/id-schema.ts'
import { pageJson, pageQuery, pageRequest, pageSchema } from '../http/paging.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { invite } from './invite.ts'
import {
  invitationJson,
  invitationMembers,
  invitationSchema,
  memberJson,
  memberSchema,
  metadataMembers,
  roleKeySchema,
} from './organization-schema.ts'
import { ORGANIZATION_ERRORS, organizationProblem } from './write-problem.ts'

const params = z.strictObject({ id: idSchema('org') })
const memberParams = z.strictObject({ id: idSchema('org'), userId: idSchema('user') })
const answer = { description: 'The membership', schema: memberSchema }

const listMembers: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/organizations/{id}/memberships',
    summary: 'List the members of an organization',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    params,
    query: z.strictObject({ role: roleKeySchema.optional(), ...pageQuery }),
    responses: { 200: { description: 'A page of members', schema: pageSchema(memberSchema) } },
  },
  async ({ server, params, query }) => {
    const filter = { organizationId: params.id, role: query.role ?? null }
    const page = await server.store.memberships.listMembers(filter, pageRequest(query))
    return pageJson(page, ({ membership, user }) => memberJson(membership, user))
  },
)

const addMember: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/organizations/{id}/memberships',
    summary: 'Make a user a member',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    params,
    body: z.strictObject({ userId: idSchema('user'), role: roleKeySchema, ...metadataMembers }),
    responses: { 201: answer },
    errors: ORGANIZATION_ERRORS,
  },
  async ({ server, params, body, context }) => {
    const { userId, role, publicMetadata = {}, privateMetadata = {} } = body
    const metadata = { public: publicMetadata, private: privateMetadata }
    const membership = { organizationId: params.id, userId, role, metadata }
    const created = await server.store.memberships.create(membership, context)
    return created.outcome === 'created'
      ? json(201, memberJson(created.membership))
      : organizationProblem(created.outcome)
  },
)

const updateMember: Route = defineRoute(
  {
    method: 'patch',
    path: '/api/admin/organizations/{id}/memberships/{userId}',
    summary: 'Give a member another role, or metadata',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    params: memberParams,
    body: z.strictObject({ role: roleKeySchema.optional(), ...metadataMembers }),
    responses: { 200: answer },
    errors: ORGANIZATION_ERRORS,
  },
  async ({ server, params, body, context }) => {
    const key = { organizationId: params.id, userId: params.userId }
    const { role, publicMetadata, privateMetadata } = body
    const { memberships } = server.store
    if (role !== undefined) {
      const changed = await memberships.setRole(key, role, context)
      if (changed.outcome !== 'changed') return organizationProblem(changed.outcome)
    }
    const metadata = given({ public: publicMetadata, private: privateMetadata })
    const membership = await memberships.setMetadata(key, metadata, context)
    return membership === null ? problem('not_found') : json(200, memberJson(membership))
  },
)

const removeMember: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/organizations/{id}/memberships/{userId}',
    summary: 'Remove a member',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    params: memberParams,
    responses: { 204: { description: 'Removed' } },
    errors: ORGANIZATION_ERRORS,
  },
  async ({ server, params, context }) => {
    const key = { organizationId: params.id, userId: params.userId }
    const outcome = await server.store.memberships.delete(key, context)
    return outcome === 'deleted' ? noContent() : organizationProblem(outcome)
  },
)

const listInvitations: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/organizations/{id}/invitations',
    summary: 'List the invitations of an organization, newest first',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    params,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of invitations', schema: pageSchema(invitationSchema) } },
  },
  async ({ server, params, query }) => {
    const filter = { organizationId: params.id, email: null, state: null }
    return pageJson(await server.store.invitations.list(filter, pageRequest(query)), invitationJson)
  },
)

const createInvitation: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/organizations/{id}/invitations',
    summary: 'Invite an address: a link is mailed to it',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    params,
    body: z.strictObject(invitationMembers),
    responses: { 201: { description: 'The invitation', schema: invitationSchema } },
    errors: [...ORGANIZATION_ERRORS, 'rate_limited'],
  },
  async ({ server, params, body, context }) => {
    const request = { organizationId: params.id, email: body.email, role: body.role, inviterId: null }
    const invited = await invite(server, request, context)
    return invited instanceof Response ? invited : json(201, invitationJson(invited))
  },
)

const revokeInvitation: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/organizations/{id}/invitations/{invitationId}',
    summary: 'Revoke a pending invitation',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    params: z.strictObject({ id: idSchema('org'), invitationId: idSchema('inv') }),
    responses: { 204: { description: 'Revoked' } },
    errors: ['not_found'],
  },
  async ({ server, params, context }) => {
    const key = { id: params.invitationId, organizationId: params.id }
    return (await server.store.invitations.revoke(key, context)) ? noContent() : problem('not_found')
  },
)

/** The routes. */
export const adminMembershipRoutes: readonly Route[] = [
  listMembers,
  addMember,
  updateMember,
  removeMember,
  listInvitations,
  createInvitation,
  revokeInvitation,
]
