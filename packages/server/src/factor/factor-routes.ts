/** `/api/auth/factors`: which factors there are, without them, and new recovery codes. */

import { z } from 'zod'
import { notifyUser } from '../account/notify-user.ts'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { factorJson, factorSchema } from './factor-json.ts'
import { newRecoveryCodes } from './factor-secrets.ts'

const proof = { refreshToken: z.string().max(200).optional() }

/** Lists. */
export const listFactors: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/factors',
    summary: 'The second factors of this user',
    tag: 'account',
    accepts: ['client-cookie', 'opaque-session', 'session-token'],
    allowsPending: true,
    responses: {
      200: {
        description: 'The factors, those being set up too',
        schema: z.object({ data: z.array(factorSchema), nextCursor: z.null() }),
      },
    },
  },
  async ({ server, principal }) => {
    const factors = await server.store.factors.list(principal.reading.session.userId)
    return json(200, { data: factors.map(factorJson), nextCursor: null })
  },
)

/** Removes one. */
export const deleteFactor: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/auth/factors/{id}',
    summary: 'Remove a factor; the recovery codes go with the last of the others',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    params: z.object({ id: idSchema('fac') }),
    body: z.object(proof),
    responses: { 204: { description: 'It is gone' } },
    errors: ['not_found', ...proofErrors('recent')],
  },
  async (input) => {
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const { userId } = proved.reading.session
    const context = asUser(input.context, proved.reading)
    const { server, params } = input
    const removed = await server.store.factors.remove(userId, params.id, context)
    if (removed === null) return problem('not_found')
    // One that was still being set up never counted.
    if (removed.activatedAtMs !== null)
      notifyUser(server, userId, { kind: 'factor-removed', factor: removed.kind }, context)
    return noContent()
  },
)

/** Makes new recovery codes. */
export const createRecoveryCodes: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/factors/recovery-codes',
    summary: 'New recovery codes in the place of the old ones',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z.object(proof),
    responses: {
      201: {
        description: 'The codes; shown once',
        schema: z.object({ factor: factorSchema, recoveryCodes: z.array(z.string()) }),
      },
    },
    errors: ['not_found', ...proofErrors('recent')],
  },
  async (input) => {
    const { server } = input
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const { userId } = proved.reading.session
    const { codes, set } = newRecoveryCodes(server, userId)
    const context = asUser(input.context, proved.reading)
    const factor = await server.store.factors.replaceRecoveryCodes(userId, set, context)
    if (factor === null)
      return problem('not_found', { detail: 'There is no other factor that they stand in for.' })
    notifyUser(server, userId, { kind: 'recovery-codes-replaced' }, context)
    return json(201, { factor: factorJson(factor), recoveryCodes: codes })
  },
)
