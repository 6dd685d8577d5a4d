/** `POST /api/auth/password` and `POST /api/auth/reverify`: both want a proof, both renew what is held. */

import { z } from 'zod'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { claimsAhead } from '../hook/hooked-claims.ts'
import { problem } from '../http/problem.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { refusePassword } from '../password/password-rules.ts'
import { countProofs, proofMembers, proveFactor } from '../factor/prove-factor.ts'
import { sessionSchema } from '../session/wire.ts'
import { changePasswordByToken, changePasswordInBrowser } from './change-password.ts'
import {
  alreadyTaken,
  type ChainStep,
  confirm,
  newClientSecret,
  renewedCookies,
  STEP_ERRORS,
  stepAnswer,
} from './renewed-credential.ts'

const renewed = z.object({
  session: sessionSchema,
  accessToken: z.string().nullable().optional().describe('transport token; null for a late retry'),
  refreshToken: z.string().optional().describe('transport token'),
  expiresIn: z.int().nullable().optional().describe('transport token'),
  applied: z
    .boolean()
    .optional()
    .describe(
      'transport token; false when a plain refresh had used the key up: ask again with the new token',
    ),
})

const errors: readonly ErrorCode[] = [
  'credentials_invalid',
  'server_busy',
  ...proofErrors('own'),
  ...STEP_ERRORS,
]

/** Proves the password or a second factor again. */
export const reverify: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/reverify',
    summary: 'Prove the password or a second factor again, for what needs a recent proof',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z
      .object({
        password: z.string().min(1).max(1024).optional(),
        ...proofMembers,
        refreshToken: z.string().max(200).optional(),
      })
      .refine(
        (body) => countProofs(body) + Number(body.password !== undefined) === 1,
        'Give one of password, code, passkey and recoveryCode.',
      ),
    responses: {
      200: { description: 'Proved, unless `applied` is false; the credential is a new one', schema: renewed },
    },
    errors: ['factor_invalid', 'hook_failed', ...errors],
  },
  async (input) => {
    const { server, principal, request, body } = input
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const context = asUser(input.context, proved.reading)
    const { password } = body
    if (password === undefined)
      return await proveFactor({ server, request, principal, proved, context }, body)
    const isRepeated = proved.repeats === 'reverify'
    const confirmed = isRepeated ? null : await confirm(server, proved, password, context)
    if (confirmed instanceof Response) return confirmed
    const { id, authorizedParty } = proved.reading.session
    const hooked = await claimsAhead(server, { reading: proved.reading, authorizedParty })
    const { sessions } = server.store
    if (principal.kind === 'refresh-token') {
      const take: ChainStep['take'] = isRepeated ? alreadyTaken(proved) : (step) => sessions.advance(step)
      const step = { token: principal.text, proved, context, take, hooked }
      return await stepAnswer(server, { kind: 'reverify', ...step })
    }
    const { secret, rotation } = newClientSecret(server, principal)
    const reading = await sessions.reverify({ id, factor: 'first', rotateClient: rotation, context })
    return reading === null
      ? problem('client_superseded')
      : await renewedCookies(server, principal, reading, secret, hooked)
  },
)

/** Changes the password. */
export const changePassword: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/password',
    summary: 'Change the password; the other sessions end',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z.object({
      currentPassword: z.string().min(1).max(1024),
      newPassword: z.string().max(1024),
      refreshToken: z.string().max(200).optional(),
    }),
    responses: {
      200: {
        description: 'Changed, unless `applied` is false; the credential is a new one',
        schema: renewed,
      },
    },
    errors: ['password_rejected', ...errors],
  },
  async (input) => {
    const { server, principal, body } = input
    const refused = refusePassword(body.newPassword, 'body.newPassword')
    if (refused !== null) return refused
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const changer = { proved, context: asUser(input.context, proved.reading) }
    return principal.kind === 'refresh-token'
      ? await changePasswordByToken(server, changer, principal.text, body)
      : await changePasswordInBrowser(server, changer, principal, body)
  },
)
