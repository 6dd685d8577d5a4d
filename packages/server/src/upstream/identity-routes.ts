/** `/api/auth/identities`: the upstreams' accounts that sign a user in, one more, one less. */

import { encodeBase64url, encodeUtf8, type Upstream, type UpstreamIdentity, type User } from '@coatcheck/core'
import { z } from 'zod'
import { notifyUser } from '../account/notify-user.ts'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { finishSignIn } from './finish-sign-in.ts'
import {
  FINISH_ERRORS,
  finishMembers,
  returnOf,
  startAnswer,
  startedSchema,
  startMembers,
} from './sign-in-routes.ts'
import { findSignInUpstream } from './start-sign-in.ts'

/** A link between a user and an account of an upstream. */
export type LinkedIdentity = {
  readonly id: string
  readonly issuer: string
  readonly subject: string
  readonly upstreamId: string | null
  /** The upstream's, or its issuer once it is gone. */
  readonly name: string
}

const identitySchema = z
  .object({
    id: z.string(),
    issuer: z.string(),
    subject: z.string(),
    upstreamId: z.string().nullable().describe('null: its upstream is gone'),
    name: z.string(),
  })
  .meta({ id: 'Identity' })

/** The links of a user. */
export async function identitiesOf(server: Server, userId: User['id']): Promise<readonly LinkedIdentity[]> {
  const upstreams = await server.store.upstreams.list()
  const identities = await server.store.users.identities(userId)
  return identities.map((identity) =>
    linked(
      server,
      identity,
      upstreams.find(({ issuer }) => issuer === identity.issuer),
    ),
  )
}

function linked(server: Server, identity: UpstreamIdentity, upstream: Upstream | undefined): LinkedIdentity {
  const { issuer, subject } = identity
  const hash = server.crypto.sha256(encodeUtf8(JSON.stringify([issuer, subject])))
  const id = encodeBase64url(hash.subarray(0, 16))
  return { id, issuer, subject, upstreamId: upstream?.id ?? null, name: upstream?.name ?? issuer }
}

/** Lists. */
export const listIdentities: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/identities',
    summary: "The upstreams' accounts that sign this user in",
    tag: 'account',
    accepts: ['client-cookie', 'opaque-session', 'session-token'],
    responses: {
      200: {
        description: 'All of them',
        schema: z.object({ data: z.array(identitySchema), nextCursor: z.null() }),
      },
    },
  },
  async ({ server, principal }) => {
    const data = await identitiesOf(server, principal.reading.session.userId)
    return json(200, { data, nextCursor: null })
  },
)

/** Starts to link one more. */
export const startIdentity: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/identities/start',
    summary: "Start to link an upstream's account to this user, in an app of your own",
    tag: 'account',
    accepts: ['client-cookie'],
    body: z.object({ upstreamId: idSchema('app'), ...startMembers }),
    responses: { 200: { description: 'Send the person there', schema: startedSchema } },
    errors: ['not_found', ...proofErrors('recent')],
  },
  async (input) => {
    const { server, body } = input
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const upstream = await findSignInUpstream(server, body.upstreamId)
    if (upstream === null) return problem('not_found')
    const { id: sessionId, userId } = proved.reading.session
    return startAnswer(server, upstream, body, { kind: 'link', userId, sessionId })
  },
)

/** Links it. */
export const linkIdentity: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/identities',
    summary: "Link an upstream's account to this user, by what came back from there",
    tag: 'account',
    accepts: ['client-cookie'],
    body: z.object({ upstreamId: idSchema('app'), ...finishMembers }),
    responses: { 201: { description: 'It signs this user in from now on', schema: identitySchema } },
    errors: ['identity_taken', ...FINISH_ERRORS, ...proofErrors('recent')],
  },
  async (input) => {
    const { server, body } = input
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const upstream = await findSignInUpstream(server, body.upstreamId)
    if (upstream === null) return problem('not_found')
    const context = asUser(input.context, proved.reading)
    const finished = await finishSignIn(server, upstream, returnOf(body), context)
    if (finished instanceof Response) return finished
    const { purpose } = finished.state
    const { id, userId } = proved.reading.session
    if (purpose.kind !== 'link' || purpose.userId !== userId || purpose.sessionId !== id)
      return problem('upstream_sign_in_invalid')
    const identity = { issuer: upstream.issuer, subject: finished.person.subject }
    const outcome = await server.store.users.link(userId, identity, context)
    if (outcome !== 'linked') return problem(outcome === 'taken' ? 'identity_taken' : 'not_found')
    notifyUser(server, userId, { kind: 'identity-linked' }, context)
    return json(201, linked(server, identity, upstream))
  },
)

/** Takes one away. */
export const unlinkIdentity: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/auth/identities/{id}',
    summary: "Take the link to an upstream's account away, unless nothing else signs this user in",
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    params: z.strictObject({ id: z.string().max(64) }),
    body: z.object({ refreshToken: z.string().max(200).optional() }),
    responses: { 204: { description: 'It is gone' } },
    errors: ['not_found', 'last_way_in', ...proofErrors('recent')],
  },
  async (input) => {
    const { server, params } = input
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const { userId } = proved.reading.session
    const identity = (await identitiesOf(server, userId)).find(({ id }) => id === params.id)
    if (identity === undefined) return problem('not_found')
    const context = asUser(input.context, proved.reading)
    const outcome = await server.store.users.unlink(userId, identity, context)
    if (outcome !== 'unlinked') return problem(outcome === 'last-way-in' ? 'last_way_in' : 'not_found')
    notifyUser(server, userId, { kind: 'identity-unlinked' }, context)
    return noContent()
  },
)
