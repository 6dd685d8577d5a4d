/** `POST /api/auth/register`: a new account, signed in at once unless its address must be verified first. */

import { z } from 'zod'
import { nameSchema } from '../account/profile-schema.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { signInAnswer, signInSchema } from './answer.ts'
import { consentTo, OPEN_ERRORS, openProved, readProof, signInOptions, signInSetsCookies } from './open.ts'
import { register } from './register.ts'

/** Registers. */
export const registerUser: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/register',
    summary: 'Make an account and sign in',
    tag: 'sign-in',
    accepts: ['none', 'browser'],
    toleratesEnded: true,
    setsCookies: signInSetsCookies,
    body: z.object({
      email: z.string().max(320),
      password: z.string().max(1024),
      firstName: nameSchema.optional(),
      lastName: nameSchema.optional(),
      ...signInOptions,
    }),
    responses: {
      201: { description: 'Registered and signed in', schema: signInSchema },
      202: {
        description: 'A mail is on its way to this address, whether it had an account or not',
        schema: z.object({ status: z.literal('verification_required') }),
      },
    },
    errors: [
      'password_rejected',
      'email_taken',
      'sign_up_closed',
      'email_domain_not_allowed',
      'rate_limited',
      'server_busy',
      ...OPEN_ERRORS,
    ],
  },
  async ({ server, request, principal, body, context }) => {
    const proof = await readProof(server, request, body) // what is wrong with the request must not leave an account
    if (proof instanceof Response) return proof
    const signIn = { method: 'password', principal, options: body, context } as const
    const registered = await register(server, body, context, (user) =>
      consentTo(server, request, { ...signIn, user }),
    )
    if (registered instanceof Response) return registered
    if (registered === null) return json(202, { status: 'verification_required' })
    const { user, consent } = registered
    const opened = await openProved(server, request, { ...signIn, user }, { proof, consent })
    return opened instanceof Response ? opened : await signInAnswer(server, 201, opened)
  },
)
