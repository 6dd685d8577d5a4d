/** `POST /api/auth/invitations/accept`: joins the organization that an invitation's link is for. */

import { parseInvitation } from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { memberJson, memberSchema } from './organization-schema.ts'
import { proof, WRITERS } from './own-access.ts'

/** Accepts. */
export const acceptInvitation: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/invitations/accept',
    summary: 'Accept an invitation, with the ticket of its link and an account of the invited address',
    tag: 'organizations',
    accepts: WRITERS,
    body: z.object({ ticket: z.string().max(256), ...proof }),
    responses: {
      200: { description: 'The membership', schema: memberSchema.extend({ organizationId: z.string() }) },
    },
    errors: [...proofErrors('own'), 'ticket_invalid', 'email_differs', 'already_member'],
  },
  async (input) => {
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const { server, body, context } = input
    const ticket = parseInvitation(body.ticket, server.crypto)
    if (ticket === null) return problem('ticket_invalid')
    const { userId } = proved.reading.session
    const acting = asUser(context, proved.reading)
    const accepted = await server.store.invitations.accept({ ...ticket, userId }, acting)
    switch (accepted.outcome) {
      case 'accepted': {
        const { membership } = accepted
        return json(200, { ...memberJson(membership), organizationId: membership.organizationId })
      }
      case 'invalid':
        return problem('ticket_invalid')
      case 'other-address':
        return problem('email_differs')
      case 'already-member':
        return problem('already_member')
    }
  },
)
