/** Tickets for connections: got with a session's credential, redeemed by the backend that the connection reaches. */

import { z } from 'zod'
import { livingOrEnded } from '../http/client-principal.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { issueConnectionTicket, readConnectionTicket } from './connection-ticket.ts'
import { mintToken } from './mint-token.ts'
import { proofErrors, provedSession } from './proved-session.ts'
import { timeJson } from './wire.ts'

const time = z.iso.datetime()

/**
 * Issues a ticket. Not for a session token: who stole one could go on for ever, from token to ticket to token.
 */
export const createTicket: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/ticket',
    summary: 'Get a ticket for a WebSocket or an EventSource: good for 30 seconds, once',
    tag: 'session',
    accepts: ['client-cookie', 'opaque-session', 'refresh-token'],
    body: z.object({ refreshToken: z.string().max(200).optional() }),
    responses: {
      201: { description: 'The ticket', schema: z.object({ ticket: z.string(), expiresAt: time }) },
    },
    errors: proofErrors('any'),
  },
  async ({ server, request, principal }) => {
    const proved =
      principal.kind === 'refresh-token'
        ? await provedSession({ server, request, principal }, 'any')
        : principal
    if (proved instanceof Response) return proved
    const ticket = issueConnectionTicket(server, proved.reading.session.id)
    return json(201, { ticket: ticket.text, expiresAt: timeJson(ticket.expiresAtMs) })
  },
)

/** Redeems a ticket for a session token. */
export const redeemTicket: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/ticket/redeem',
    summary: 'Redeem a ticket for a session token, once',
    tag: 'session',
    accepts: ['none'],
    body: z.object({ ticket: z.string().max(256) }),
    responses: {
      200: {
        description: 'A session token of the session that the ticket is of',
        schema: z.object({ token: z.string(), expiresAt: time }),
      },
    },
    errors: ['ticket_invalid', 'session_ended', 'hook_failed'],
  },
  async ({ server, body }) => {
    const ticket = readConnectionTicket(server, body.ticket)
    if (ticket === null) return problem('ticket_invalid')
    const reading = await server.store.sessions.find(ticket.sessionId)
    if (reading === null) return problem('session_ended', { reason: 'unknown' })
    const living = livingOrEnded(reading)
    if (living instanceof Response) return living
    const { factors, authorizedParty } = living.session
    // Minted first: a hook that fails uses no ticket up.
    const minted = await mintToken(server, { reading: living, factors, authorizedParty })
    if (!(await ticket.use())) return problem('ticket_invalid')
    return json(200, { token: minted.token, expiresAt: timeJson(minted.expiresAtMs) })
  },
)
