/** One's own account: read it, change it, take it along, delete it. */

import { type ActContext, DELETION_GRACE_MS, type User } from '@coatcheck/core'
import { z } from 'zod'
import { mailSetting } from '../mail/mail-setting.ts'
import { accountDeletionMail } from '../mail/messages.ts'
import { given } from '../http/given.ts'
import { problem } from '../http/problem.ts'
import { refuseUnmet } from '../session/demand.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { currentUser } from '../session/current-user.ts'
import { cookiesAfterEnd } from '../session/browser-cookies.ts'
import { timeJson, userJson, userSchema } from '../session/wire.ts'
import { exportUser } from './export-user.ts'
import { metadataSchema } from './metadata-schema.ts'
import { profileMembers } from './profile-schema.ts'
import { userWriteProblem } from './user-write-problem.ts'

const proof = { refreshToken: z.string().max(200).optional() }
const userAnswer = z.object({ user: userSchema })

/** Reads one's own account. */
export const getUser: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/user',
    summary: 'The user of this session',
    tag: 'account',
    accepts: ['client-cookie', 'opaque-session', 'session-token'],
    responses: { 200: { description: 'The user', schema: userAnswer } },
  },
  async ({ server, principal }) => {
    const user = await currentUser(server, principal.reading)
    return user instanceof Response ? user : json(200, { user: userJson(user) })
  },
)

/** Changes one's own profile. */
export const patchUser: Route = defineRoute(
  {
    method: 'patch',
    path: '/api/auth/user',
    summary: 'Change the own profile; absent members stay, null clears',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z.object({
      ...profileMembers,
      unsafeMetadata: metadataSchema.optional(),
      ...proof,
    }),
    responses: { 200: { description: 'The user as it is now', schema: userAnswer } },
    errors: ['username_taken', ...proofErrors('own')],
  },
  async (input) => {
    const { server, body, context } = input
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const { refreshToken: _, unsafeMetadata, ...profile } = body
    const patch = given({
      ...profile,
      metadata: unsafeMetadata === undefined ? undefined : { unsafe: unsafeMetadata },
    })
    const { userId } = proved.reading.session
    const written = await server.store.users.update(
      userId,
      patch,
      asUser(context, proved.reading),
      'user.updated',
    )
    return written.outcome === 'written'
      ? json(200, { user: userJson(written.user) })
      : userWriteProblem(written)
  },
)

/** Deletes one's own account. */
export const deleteUser: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/auth/user',
    summary:
      'Delete the own account: every session ends now, the data go after seven days unless one signs in again',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z.object(proof),
    responses: {
      202: { description: 'When it is final', schema: z.object({ deletionAt: z.iso.datetime() }) },
    },
    errors: proofErrors('recent'),
  },
  async (input) => {
    const { server, principal, context } = input
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const { userId } = proved.reading.session
    const acting = asUser(context, proved.reading)
    const user = await server.store.users.requestDeletion(userId, DELETION_GRACE_MS, acting)
    const deletionAtMs = user?.deletionAtMs ?? null
    if (user === null || deletionAtMs === null) return problem('session_ended', { reason: 'user_deleted' })
    await tellOfDeletion(server, user, deletionAtMs, context)
    const cookies = principal.kind === 'client-cookie' ? await cookiesAfterEnd(server, principal) : []
    return json(202, { deletionAt: timeJson(deletionAtMs) }, cookies)
  },
)

async function tellOfDeletion(
  server: Server,
  user: User,
  deletionAtMs: number,
  context: ActContext,
): Promise<void> {
  if (user.email === null) return
  const setting = mailSetting(server, user, context)
  const mail = accountDeletionMail(setting, deletionAtMs, `${server.settings.url}/sign-in`)
  await server.mailer.send({ to: user.email, ...mail })
}

/** Takes one's own data along. */
export const exportOwnUser: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/user/export',
    summary: 'Everything that is kept about the user, as JSON',
    tag: 'account',
    accepts: ['client-cookie', 'session-token'],
    responses: { 200: { description: 'The data', schema: z.record(z.string(), z.unknown()) } },
    errors: ['reverification_required', 'actor_not_allowed', 'client_superseded'],
  },
  async ({ server, principal, context }) => {
    const { reading } = principal
    if ('inGrace' in principal && principal.inGrace) return problem('client_superseded')
    const refused = refuseUnmet(server, { reading, factors: reading.session.factors }, 'recent')
    if (refused !== null) return refused
    const user = await currentUser(server, reading)
    return user instanceof Response
      ? user
      : json(200, await exportUser(server, user, asUser(context, reading)))
  },
)
