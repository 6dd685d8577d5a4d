/** `POST /api/admin/templates/preview`: what a template would say of somebody, before or after it is saved. */

import {
  claimsBytes,
  claimsType,
  compileTemplate,
  renderTemplate,
  type StoredTemplate,
  type Template,
  templateRoots,
  templateWarnings,
} from '@coatcheck/core'
import { z } from 'zod'
import { given } from '../http/given.ts'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { toldMembership } from '../organization/told-membership.ts'
import { readTemplateData } from '../template/render-claims.ts'
import { TEMPLATE_DEFAULTS } from '../template/seed-templates.ts'
import { templateMembers, warningSchema } from '../template/template-schema.ts'

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
      200: {
        description: 'The claims',
        schema: z
          .object({
            claims: z.record(z.string(), z.unknown()).describe('Without those that every token has'),
            bytes: z.int().describe('How many the claims have as JSON; 1200 are a good measure'),
            type: z
              .string()
              .describe('The TypeScript type of the claims, with what the metadata of this user show'),
            warnings: z.array(warningSchema),
          })
          .meta({ id: 'TemplatePreview' }),
      },
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
    const compiled = compileTemplate(template.text, template)
    if (!compiled.ok) return problem('template_invalid', { field: 'body.text', problems: compiled.problems })
    if ((await server.store.users.find(userId)) === null)
      return problem('not_found', { field: 'body.userId' })
    const reading = sessionId === undefined ? null : await server.store.sessions.find(sessionId)
    if (sessionId !== undefined && reading?.session.userId !== userId)
      return problem('not_found', { field: 'body.sessionId' })
    const session = reading?.session ?? null
    const told = session === null ? null : await toldMembership(server, session, undefined, 0)
    const subject = { userId, session, membership: told?.membership ?? null }
    return json(200, await preview(server, compiled.template, template, subject))
  },
)

async function preview(
  server: Server,
  compiled: Template,
  template: Pick<StoredTemplate, 'detached' | 'lifetimeSeconds'>,
  subject: Parameters<typeof readTemplateData>[2],
): Promise<Record<string, unknown>> {
  const { data } = await readTemplateData(server, templateRoots(compiled), subject, 0)
  const claims = renderTemplate(compiled, data)
  return {
    claims,
    bytes: claimsBytes(claims),
    type: claimsType(compiled, data),
    warnings: templateWarnings(compiled, template, claims),
  }
}
