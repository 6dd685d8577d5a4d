/** `POST /api/auth/email/...`: verify an address, ask for the mail again, change to another. */

import { normalizeEmail } from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { provedSession } from '../http/proved-session.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { currentUser } from '../session/current-user.ts'
import { redeemEmailTicket, requestEmailChange } from './email-address.ts'
import { takeTicketLimit } from './recovery.ts'
import { sendEmailVerification } from './send-email-verification.ts'

const proof = { refreshToken: z.string().max(200).optional() }
const accepted = z.object({ status: z.literal('accepted') })

/** Redeems a verification or change link. */
export const verifyEmail: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/email/verify',
    summary: 'Redeem the ticket of a link that verifies or changes an address',
    tag: 'account',
    accepts: ['none'],
    body: z.object({ ticket: z.string().max(200) }),
    responses: {
      200: {
        description: 'The address is verified',
        schema: z.object({ email: z.string().nullable(), emailVerified: z.boolean() }),
      },
    },
    errors: ['ticket_invalid', 'email_taken', 'rate_limited'],
  },
  async ({ server, body, context }) => {
    const limited = await takeTicketLimit(server, context)
    if (limited !== null) return limited
    const user = await redeemEmailTicket(server, body.ticket, context)
    return user instanceof Response ? user : json(200, { email: user.email, emailVerified: true })
  },
)

/** Sends the verification mail again. */
export const sendVerification: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/email/send-verification',
    summary: 'Send the verification mail again',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z.object(proof),
    responses: { 202: { description: 'It is on its way, unless the address is verified', schema: accepted } },
    errors: ['actor_not_allowed', 'refresh_invalid', 'refresh_superseded', 'client_superseded'],
  },
  async (input) => {
    const { server } = input
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const user = await currentUser(server, proved.reading)
    if (user instanceof Response) return user
    await sendEmailVerification(server, user)
    return json(202, { status: 'accepted' })
  },
)

/** Asks to change the address. */
export const changeEmail: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/email/change',
    summary: 'Ask for a link at a new address; redeeming it changes the account to it',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z.object({ email: z.string().max(320), ...proof }),
    responses: { 202: { description: 'A mail is on its way to the new address', schema: accepted } },
    errors: [
      'reverification_required',
      'actor_not_allowed',
      'email_domain_not_allowed',
      'rate_limited',
      'refresh_invalid',
      'refresh_superseded',
      'client_superseded',
    ],
  },
  async (input) => {
    const { server, body } = input
    const email = normalizeEmail(body.email)
    if (email === null)
      return problem('invalid_request', { field: 'body.email', detail: 'This is not an e-mail address.' })
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const user = await currentUser(server, proved.reading)
    if (user instanceof Response) return user
    return (await requestEmailChange(server, user, email)) ?? json(202, { status: 'accepted' })
  },
)
