/** Every device a person is signed in on: see them, end one, end all others. */

import {
  parseId,
  readAllPages,
  type SessionReading,
  signOut,
  signOutDevice,
  type UserId,
} from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { cookiesAfterEnd } from '../session/browser-cookies.ts'
import { sessionJson, sessionSchema } from '../session/wire.ts'

const proof = { refreshToken: z.string().max(200).optional() }

/** Lists the devices. */
export const listDevices: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/sessions',
    summary: 'Every device this user is signed in on',
    tag: 'devices',
    accepts: ['client-cookie', 'session-token'],
    responses: {
      200: {
        description: 'The living sessions, the newest first',
        schema: z.object({
          data: z.array(sessionSchema.extend({ current: z.boolean() })),
          nextCursor: z.null(),
        }),
      },
    },
  },
  async ({ server, principal }) => {
    const { id, userId } = principal.reading.session
    const devices = await livingDevices(server, userId)
    const data = devices.map((reading) => ({ ...sessionJson(reading), current: reading.session.id === id }))
    return json(200, { data, nextCursor: null })
  },
)

/** The living sessions of a user, newest first, what applications were granted among them. */
export function livingSessionsOf(server: Server, userId: UserId): Promise<readonly SessionReading[]> {
  return readAllPages((page) => server.store.sessions.list({ userId, status: 'active' }, page))
}

/** The living sessions of a user on devices, newest first: what applications were granted is listed with those. */
export async function livingDevices(server: Server, userId: UserId): Promise<readonly SessionReading[]> {
  return (await livingSessionsOf(server, userId)).filter(({ session }) => session.oauth === null)
}

/** Ends one device's session. */
export const endDevice: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/auth/sessions/{id}',
    summary: 'Sign out one device',
    tag: 'devices',
    accepts: ['client-cookie', 'refresh-token'],
    params: z.object({ id: z.string().max(64) }),
    body: z.object(proof),
    responses: { 204: { description: 'Its session has ended' } },
    errors: ['session_not_found', ...proofErrors('own')],
  },
  async (input) => {
    const { server, principal, params, context } = input
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const id = parseId('sess', params.id)
    const isOwn =
      id !== null && (await signOutDevice(server.store, proved.reading, id, asUser(context, proved.reading)))
    if (!isOwn) return problem('session_not_found')
    return noContent(principal.kind === 'client-cookie' ? await cookiesAfterEnd(server, principal) : [])
  },
)

/** Ends all other devices' sessions. */
export const endOtherDevices: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/auth/sessions',
    summary: 'Sign out all other devices',
    tag: 'devices',
    accepts: ['client-cookie', 'refresh-token'],
    query: z.object({ scope: z.literal('others') }),
    body: z.object(proof),
    responses: { 204: { description: 'Their sessions have ended' } },
    errors: proofErrors('own'),
  },
  async (input) => {
    const { server, context } = input
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    await signOut(server.store, proved.reading, 'others', asUser(context, proved.reading))
    return noContent()
  },
)
