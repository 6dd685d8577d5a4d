/** `POST /api/admin/templates/preview`: what a template would say of somebody, before or after it is saved. */

import { z } from 'zod'
import { given } from '../http/given.ts'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { toldMembership } from '../organization/told-membership.ts'
import { previewClaims, previewSchema } from '../template/preview-claims.ts'
import { TEMPLATE_DEFAULTS } from '../template/seed-templates.ts'
import { templateMembers } from '../template/template-schema.ts'

const { text, lifetimeSeconds, detached, dangerouslyAllowUserControlledClaims } = templateMembers

const body = z.strictObject({
  id: idSchema('tmpl').optional().describe('A saved template, with what else is given in its place'),
  text,
  lifetimeSeconds,
  detached,
  dangerouslyAllowUserControlledClaims,
  userId: idSchema('user'),
  sessionId: idSchema('sess')
    .optional()
    .describe('One of the user; without it, what asks for a session is null'),
})

/** Previews. */
export const previewTemplate: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/templates/preview',
    summary: 'Show what a template says of a user',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'templates',
    body,
    responses: {
      200: { description: 'The claims', schema: previewSchema },
    },
    errors: ['not_found', 'template_invalid'],
  },
  async ({ server, body: { id, userId, sessionId, ...members } }) => {
    const saved =
      id === undefined ? { ...TEMPLATE_DEFAULTS, text: '' } : await server.store.templates.find(id)
    if (saved === null) return problem('not_found', { field: 'body.id' })
    if (id === undefined && members.text === undefined)
      return problem('invalid_request', { field: 'body.text', detail: 'Give text or id.' })
    const template = { ...saved, ...given(members) }
    if ((await server.store.users.find(userId)) === null)
      return problem('not_found', { field: 'body.userId' })
    const reading = sessionId === undefined ? null : await server.store.sessions.find(sessionId)
    if (sessionId !== undefined && reading?.session.userId !== userId)
      return problem('not_found', { field: 'body.sessionId' })
    const session = reading?.session ?? null
    const told = session === null ? null : await toldMembership(server, session, undefined, 0)
    const subject = { userId, session, membership: told?.membership ?? null }
    return await previewClaims(server, template, subject)
  },
)
