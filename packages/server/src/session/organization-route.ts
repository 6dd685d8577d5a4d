/** `POST /api/auth/session/organization`: the organization that a session works in from now on. */

import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { proof } from '../organization/own-access.ts'
import { proofErrors, provedSession } from './proved-session.ts'
import { sessionJson, sessionSchema } from './wire.ts'

/** Sets it. */
export const setActiveOrganization: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/session/organization',
    summary: 'Work in an organization, or in none: what the tokens of this session tell',
    tag: 'session',
    accepts: ['client-cookie', 'opaque-session', 'refresh-token'],
    body: z.object({ organizationId: idSchema('org').nullable(), ...proof }),
    responses: { 200: { description: 'The session', schema: z.object({ session: sessionSchema }) } },
    errors: [...proofErrors('any'), 'not_found'],
  },
  async ({ server, request, principal, body }) => {
    const proved =
      principal.kind === 'opaque-session'
        ? principal
        : await provedSession({ server, request, principal }, 'any')
    if (proved instanceof Response) return proved
    const reading = await server.store.sessions.setOrganization(
      proved.reading.session.id,
      body.organizationId,
    )
    return reading === null
      ? problem('not_found', { field: 'body.organizationId' })
      : json(200, { session: sessionJson(reading) })
  },
)
