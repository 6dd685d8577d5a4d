/** `POST /api/admin/users/{id}/impersonate`: a short session as a user, which says everywhere who acts. */

import { type ClientId, draftEvent, type SessionId } from '@coatcheck/core'
import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { signInAnswer, signInSchema } from '../sign-in/answer.ts'
import { attemptOpen, consentTo, OPEN_ERRORS, readProof, type SignIn, signedIn } from '../sign-in/open.ts'

/** Acts as a user. */
export const impersonateUser: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/users/{id}/impersonate',
    summary: 'Open a short session as a user: its tokens say who acts, and it changes no credential',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'sessions',
    params: z.strictObject({ id: idSchema('user') }),
    body: z.strictObject({
      transport: z.enum(['token', 'opaque']).optional().describe('Default: token. It lives in no cookie'),
      reason: z.string().trim().min(1).max(500).optional().describe('Kept with the event'),
    }),
    responses: { 201: { description: 'The session', schema: signInSchema } },
    errors: ['not_found', ...OPEN_ERRORS],
  },
  async ({ server, request, principal, params, body, context }) => {
    const user = await server.store.users.find(params.id)
    if (user === null) return problem('not_found')
    const options = { transport: body.transport ?? 'token' }
    const proof = await readProof(server, request, options)
    if (proof instanceof Response) return proof
    const details = { reason: body.reason ?? null }
    const facts = {
      factors: { firstAtMs: null, secondAtMs: null },
      actor: { sub: principal.key.id },
      actingSeconds: server.policy().impersonationSeconds,
      tells: (sessionId: SessionId, clientId: ClientId) => [
        draftEvent(context, 'user.impersonated', { userId: user.id, sessionId, clientId, details }),
      ],
    }
    const about = { user, options, context, facts }
    const signIn: SignIn = { ...about, method: 'impersonation', principal: { kind: 'none' } }
    const consent = await consentTo(server, request, signIn)
    if (consent instanceof Response) return consent
    const opened = await attemptOpen(server, request, signIn, { proof, consent })
    switch (opened.outcome) {
      case 'opened':
        return await signInAnswer(server, 201, signedIn(user, opened, consent))
      case 'user-changed':
        return problem('not_found', { detail: 'The user is disabled.' })
      case 'session-limit':
      case 'used':
        throw new Error(`an impersonation was refused: ${opened.outcome}`)
    }
  },
)
