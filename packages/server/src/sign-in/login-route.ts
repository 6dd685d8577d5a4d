/** `POST /api/auth/login`: an e-mail address and a password for a session. */

import { checkPassword } from '@coatcheck/core'
import { z } from 'zod'
import { sendEmailVerification } from '../account/send-email-verification.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { signInAnswer, signInSchema } from './answer.ts'
import { OPEN_ERRORS, openForRequest, signInOptions, signInSetsCookies } from './open.ts'

/** Signs in by password. */
export const login: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/login',
    summary: 'Sign in with an e-mail address and a password',
    tag: 'sign-in',
    accepts: ['none', 'browser'],
    toleratesEnded: true,
    setsCookies: signInSetsCookies,
    body: z.object({
      email: z.string().max(320),
      password: z.string().min(1).max(1024),
      ...signInOptions,
    }),
    responses: { 200: { description: 'Signed in', schema: signInSchema } },
    errors: ['credentials_invalid', 'server_busy', 'rate_limited', ...OPEN_ERRORS],
  },
  async ({ server, request, principal, body, context }) => {
    const check = await checkPassword(
      { ...server.store, passwords: server.passwords },
      {
        email: body.email,
        password: body.password,
        clientId: principal.kind === 'browser' ? principal.client.id : null,
        requireVerifiedEmail: server.settings.requireEmailVerification,
        context,
      },
    )
    if (!check.ok) {
      if (check.code === 'email_unverified') {
        // Told to the mailbox alone: an answer of its own would say which addresses were free a moment ago.
        server.background.run('verification', () => sendEmailVerification(server, check.user, context))
        return problem('credentials_invalid')
      }
      return problem(check.code, 'retryAfterMs' in check ? { retryAfterMs: check.retryAfterMs } : {})
    }
    const opened = await openForRequest(server, request, {
      user: check.user,
      method: 'password',
      principal,
      options: body,
      context,
    })
    return opened instanceof Response ? opened : await signInAnswer(server, 200, opened)
  },
)
