/** `POST /api/auth/email/...`: verify an address, ask for the mail again, change to another. */

import { normalizeEmail, type UserId } from '@coatcheck/core'
import { z } from 'zod'
import { usersOf } from '../http/client-principal.ts'
import type { Principal } from '../http/principal.ts'
import { problem } from '../http/problem.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
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
    accepts: ['none', 'browser', 'refresh-token'],
    toleratesEnded: true,
    body: z.object({
      ticket: z.string().max(200),
      password: z
        .string()
        .min(1)
        .max(1024)
        .optional()
        .describe('Of the account, unless the request is signed in as its user'),
      ...proof,
    }),
    responses: {
      200: {
        description: 'The address is verified',
        schema: z.object({ email: z.string().nullable(), emailVerified: z.boolean() }),
      },
    },
    errors: [
      'ticket_invalid',
      'email_taken',
      'rate_limited',
      'reverification_required',
      'credentials_invalid',
      'server_busy',
      ...proofErrors('own'),
    ],
  },
  async ({ server, request, principal, body, context }) => {
    const limited = await takeTicketLimit(server, context)
    if (limited !== null) return limited
    const signedIn = await signedInUsers(server, request, principal)
    if (signedIn instanceof Response) return signedIn
    const user = await redeemEmailTicket(server, body.ticket, { signedIn, password: body.password }, context)
    return user instanceof Response ? user : json(200, { email: user.email, emailVerified: true })
  },
)

/** The users whose living sessions a request brings; whoever acts as a user (impersonation) is not that user. */
async function signedInUsers(
  server: Server,
  request: Request,
  principal: Extract<Principal, { kind: 'none' | 'browser' | 'refresh-token' }>,
): Promise<readonly UserId[] | Response> {
  switch (principal.kind) {
    case 'none':
      return []
    case 'browser':
      return usersOf(principal)
    case 'refresh-token': {
      const proved = await provedSession({ server, request, principal }, 'own')
      return proved instanceof Response ? proved : [proved.reading.session.userId]
    }
  }
}

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
    errors: proofErrors('own'),
  },
  async (input) => {
    const { server } = input
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const user = await currentUser(server, proved.reading)
    if (user instanceof Response) return user
    await sendEmailVerification(server, user, asUser(input.context, proved.reading))
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
    errors: ['email_domain_not_allowed', 'rate_limited', ...proofErrors('recent')],
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
    const context = asUser(input.context, proved.reading)
    const refused = await requestEmailChange(server, user, email, context)
    return refused ?? json(202, { status: 'accepted' })
  },
)
