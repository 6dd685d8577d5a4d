/** `POST /api/auth/password` and `POST /api/auth/reverify`: both want the password, both renew what is held. */

import { z } from 'zod'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { passwordChangedMail } from '../mail/messages.ts'
import { problem } from '../http/problem.ts'
import { asUser, type ProvedSession, provedSession, refuseActor } from '../http/proved-session.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { refusePassword } from '../password/password-rules.ts'
import type { Server } from '../server.ts'
import { sessionSchema } from '../session/wire.ts'
import {
  alreadyTaken,
  type ChainStep,
  confirm,
  newClientSecret,
  renewedCookies,
  stepAnswer,
} from './password-change.ts'

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
  'rate_limited',
  'server_busy',
  'actor_not_allowed',
  'idempotency_key_required',
  'refresh_invalid',
  'refresh_reused',
  'refresh_superseded',
  'secret_unknown',
  'client_superseded',
]

/** Proves the password again. */
export const reverify: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/reverify',
    summary: 'Prove the password again, for what needs a recent proof',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z.object({ password: z.string().min(1).max(1024), refreshToken: z.string().max(200).optional() }),
    responses: { 200: { description: 'Proved; the credential is a new one', schema: renewed } },
    errors,
  },
  async ({ server, request, principal, body, context }) => {
    const proved = await provedSession(server, request, principal)
    if (proved instanceof Response) return proved
    const acting = asUser(context, proved.reading)
    const refused = refuseActor(proved.reading)
    if (refused !== null) return refused
    if (proved.repeats !== 'reverify') {
      const confirmed = await confirm(server, proved, body.password, acting)
      if (confirmed instanceof Response) return confirmed
    }
    const { sessions } = server.store
    if (principal.kind === 'refresh-token') {
      const take: ChainStep['take'] =
        proved.repeats === 'reverify' ? alreadyTaken(proved) : (step) => sessions.advance(step)
      return await stepAnswer(server, {
        kind: 'reverify',
        token: principal.text,
        proved,
        context: acting,
        take,
      })
    }
    const { secret, rotation } = newClientSecret(server, principal)
    const reading = await sessions.reverify({
      id: proved.reading.session.id,
      rotateClient: rotation,
      context: acting,
    })
    return reading === null
      ? problem('client_superseded')
      : await renewedCookies(server, principal, reading, secret)
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
    responses: { 200: { description: 'Changed; the credential is a new one', schema: renewed } },
    errors: ['password_rejected', ...errors],
  },
  async ({ server, request, principal, body, context }) => {
    const weakness = refusePassword(body.newPassword)
    if (weakness !== null)
      return problem('password_rejected', { field: 'body.newPassword', detail: weakness })
    const proved = await provedSession(server, request, principal)
    if (proved instanceof Response) return proved
    const refused = refuseActor(proved.reading)
    if (refused !== null) return refused
    const acting = asUser(context, proved.reading)
    if (principal.kind === 'refresh-token' && proved.repeats === 'password') {
      // Its first request changed the password: to this one, unless the person typed another one since.
      const isSet = await confirm(server, proved, body.newPassword, acting)
      if (isSet instanceof Response && isSet.status !== 401) return isSet
      return await stepAnswer(server, {
        kind: 'password',
        token: principal.text,
        proved,
        context: acting,
        take: alreadyTaken(proved),
        asksTheSame: !(isSet instanceof Response),
      })
    }
    const confirmed = await confirm(server, proved, body.currentPassword, acting)
    if (confirmed instanceof Response) return confirmed
    const hashed = await server.passwords.hash(body.newPassword)
    if (hashed.outcome === 'busy')
      return problem('server_busy', { retryAfterMs: hashed.retryAfterSeconds * 1000 })

    const { users, sessions } = server.store
    const { userId, id: sessionId } = proved.reading.session
    const hashes = { expectHash: confirmed.passwordHash, expect: {}, passwordHash: hashed.hash }
    if (principal.kind === 'refresh-token') {
      return await stepAnswer(server, {
        kind: 'password',
        token: principal.text,
        proved,
        context: acting,
        take: async (step) => {
          const changed = await users.changePassword({
            userId,
            ...hashes,
            keep: { kind: 'token', step },
            context: acting,
          })
          if (changed.outcome === 'unmatched')
            return { outcome: 'unmatched', reading: await sessions.find(sessionId) }
          if (changed.kept === null) throw new Error('the session that goes on is not there')
          await notify(server, proved)
          return { outcome: 'advanced', reading: changed.kept }
        },
      })
    }
    const { secret, rotation } = newClientSecret(server, principal)
    const keep = { kind: 'cookie', sessionId, ...rotation } as const
    const changed = await users.changePassword({ userId, ...hashes, keep, context: acting })
    if (changed.outcome === 'unmatched' || changed.kept === null) return problem('client_superseded')
    await notify(server, proved)
    return await renewedCookies(server, principal, changed.kept, secret)
  },
)

async function notify(server: Server, { reading }: ProvedSession): Promise<void> {
  const user = await server.store.users.find(reading.session.userId)
  if (user === null || user.email === null) return
  await server.mailer.send({
    to: user.email,
    ...passwordChangedMail(`${server.settings.url}/forgot-password`),
  })
}
