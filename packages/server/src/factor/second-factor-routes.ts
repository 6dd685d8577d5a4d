/** `POST /api/auth/second-factor`: completes a sign-in that waits for it, or steps a session up. */

import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { type Principal } from '../http/principal.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { asUser, proofErrors, type ProvedSession, provedSession } from '../session/proved-session.ts'
import { sessionSchema } from '../session/wire.ts'
import { authenticationOptions, passkeyOptions } from './passkey.ts'
import { countProofs, FACTOR_ERRORS, proofMembers, proveFactor } from './prove-factor.ts'

const proof = { refreshToken: z.string().max(200).optional() }

/** Proves. */
export const secondFactor: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/second-factor',
    summary: 'Prove a second factor: a pending session is active from then on',
    tag: 'sign-in',
    accepts: ['client-cookie', 'refresh-token', 'opaque-session'],
    allowsPending: true,
    body: z
      .object({ ...proofMembers, ...proof })
      .refine((body) => countProofs(body) === 1, 'Give one of code, passkey and recoveryCode.'),
    responses: {
      200: {
        description: 'Proved; the credential is a new one',
        schema: z.object({
          session: sessionSchema,
          accessToken: z.string().nullable().optional().describe('transport token; null for a late retry'),
          refreshToken: z.string().optional().describe('transport token'),
          expiresIn: z.int().nullable().optional().describe('transport token'),
          applied: z.boolean().optional().describe('transport token; as for reverify'),
          sessionToken: z.string().optional().describe('transport opaque'),
        }),
      },
    },
    errors: FACTOR_ERRORS,
  },
  async (input) => {
    const { server, request, principal, body } = input
    const proved = await ofPending(server, request, principal)
    if (proved instanceof Response) return proved
    if (principal.kind === 'opaque-session' && !proved.reading.session.needsSecondFactor)
      return problem('credential_not_accepted', { detail: 'An opaque token never steps its session up.' })
    const context = asUser(input.context, proved.reading)
    return await proveFactor({ server, request, principal, proved, context }, body)
  },
)

/** Asks a browser for a passkey. */
export const secondFactorOptions: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/second-factor/options',
    summary: 'What to ask a browser for, so that it proves one of the passkeys of this user',
    tag: 'sign-in',
    accepts: ['client-cookie', 'refresh-token', 'opaque-session'],
    allowsPending: true,
    body: z.object(proof),
    responses: {
      200: {
        description: 'For `navigator.credentials.get`, good for five minutes and one answer',
        schema: z.object({ publicKey: passkeyOptions }),
      },
    },
    errors: proofErrors('own'),
  },
  async ({ server, request, principal }) => {
    const proved = await ofPending(server, request, principal)
    if (proved instanceof Response) return proved
    const { userId } = proved.reading.session
    return json(200, { publicKey: await authenticationOptions(server, { kind: 'second-factor', userId }) })
  },
)

/** The session, pending or not, of somebody who is the user. */
async function ofPending(
  server: Server,
  request: Request,
  principal: Extract<Principal, { kind: 'client-cookie' | 'refresh-token' | 'opaque-session' }>,
): Promise<ProvedSession | Response> {
  if (principal.kind === 'opaque-session') {
    const { reading } = principal
    return { reading, factors: reading.session.factors, keyHash: null, dpopThumbprint: null, repeats: null }
  }
  const proved = await provedSession({ server, request, principal }, 'pending')
  if (proved instanceof Response) return proved
  return proved.reading.session.actor === null ? proved : problem('actor_not_allowed')
}
