/** `/playground/api/{role,end}`: what an administrator or the passing of time would do to a demo account. */

import { BY_SYSTEM, type SessionEnding } from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { DEMO_ROLES } from './demo-account.ts'
import { demoAccountOf } from './demo-session.ts'
import { PLAYGROUND_PATHS } from './playground-paths.ts'

/** Gives the demo account another role, as an administrator would: in its public metadata, which tokens tell. */
export const changeDemoRole: Route = defineRoute(
  {
    method: 'post',
    path: `${PLAYGROUND_PATHS.api}/role`,
    summary: 'Give a demo account another role',
    tag: 'discovery',
    accepts: ['client-cookie'],
    body: z.strictObject({ role: z.enum(DEMO_ROLES) }),
    responses: { 200: { description: 'It has it', schema: z.object({ role: z.enum(DEMO_ROLES) }) } },
    errors: ['not_found'],
  },
  async ({ server, principal, body: { role } }) => {
    const user = await demoAccountOf(server, principal)
    if (user instanceof Response) return user
    const metadata = { public: { ...user.metadata.public, role } }
    const written = await server.store.users.update(user.id, { metadata }, BY_SYSTEM, 'user.updated')
    return written.outcome === 'written' ? json(200, { role }) : problem('not_found')
  },
)

const ENDINGS = {
  absolute: { state: 'expired', reason: 'absolute_limit' },
  idle: { state: 'abandoned', reason: 'idle_limit' },
  administrator: { state: 'revoked', reason: 'revoked_by_admin' },
} as const satisfies { readonly [By: string]: SessionEnding }

/** Ends the session as a limit or an administrator would: the very end that would be written then, only sooner. */
export const endDemoSession: Route = defineRoute(
  {
    method: 'post',
    path: `${PLAYGROUND_PATHS.api}/end`,
    summary: 'End the session of a demo account before its time',
    tag: 'discovery',
    accepts: ['client-cookie'],
    body: z.strictObject({ by: z.enum(Object.keys(ENDINGS) as (keyof typeof ENDINGS)[]) }),
    responses: { 204: { description: 'It has ended' } },
    errors: ['not_found'],
  },
  async ({ server, principal, body: { by } }) => {
    const user = await demoAccountOf(server, principal)
    if (user instanceof Response) return user
    const { id } = principal.reading.session
    await server.store.sessions.end({ by: 'id', id }, ENDINGS[by], BY_SYSTEM)
    return noContent()
  },
)
