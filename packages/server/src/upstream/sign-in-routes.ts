/** `/api/auth/upstreams`: which there are to sign in with, and signing in with one from an app of one's own. */

import { encodeBase64url } from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { isAllowedOrigin } from '../http/origin.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { timeJson } from '../session/wire.ts'
import { signInAnswer, signInSchema } from '../sign-in/answer.ts'
import { OPEN_ERRORS, signInOptions, signInSetsCookies } from '../sign-in/open.ts'
import { finishSignIn, type SignInReturn } from './finish-sign-in.ts'
import { openForPerson } from './open-for-person.ts'
import type { SignInPurpose } from './sign-in-state.ts'
import { findSignInUpstream, isForSignIn, type SignInUpstream, startSignIn } from './start-sign-in.ts'
import { kindSchema } from './upstream-schema.ts'

const params = z.strictObject({ id: idSchema('app') })

/** What starting takes, for whatever purpose. */
export const startMembers: {
  readonly redirectUri: z.ZodString
  readonly fresh: z.ZodOptional<z.ZodBoolean>
} = {
  redirectUri: z
    .string()
    .max(2048)
    .describe('Your own page that the upstream sends people back to: at an allowed origin, registered there'),
  fresh: z.boolean().optional().describe('Ask the upstream to have the person prove it once more'),
}

/** What starting answers. */
export const startedSchema: z.ZodObject = z.object({
  authorizationUrl: z.url().describe('Where to send the person'),
  state: z.string().describe('Comes back in the address of your page'),
  binding: z.string().describe('Keep it where only this browser or app has it, for the finish'),
  expiresAt: z.iso.datetime(),
})

/** What finishing takes, for whatever purpose. */
export const finishMembers: {
  readonly state: z.ZodString
  readonly code: z.ZodString
  readonly iss: z.ZodOptional<z.ZodString>
  readonly binding: z.ZodString
} = {
  state: z.string().min(1).max(8192),
  code: z.string().min(1).max(4096),
  iss: z.string().max(512).optional().describe('As it came in the address, if it did'),
  binding: z.string().min(1).max(200),
}

/** What finishing can answer, for whatever purpose. */
export const FINISH_ERRORS: readonly ErrorCode[] = [
  'not_found',
  'upstream_sign_in_invalid',
  'upstream_sign_in_refused',
  'upstream_token_invalid',
  'rate_limited',
]

/** Lists what a page of one's own has buttons for. */
export const listSignInUpstreams: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/upstreams',
    summary: 'What people can sign in with',
    tag: 'sign-in',
    accepts: ['none'],
    responses: {
      200: {
        description: 'All of them',
        schema: z.object({
          data: z.array(z.object({ id: z.string(), name: z.string(), kind: kindSchema })),
          nextCursor: z.null(),
        }),
      },
    },
  },
  async ({ server }) => {
    const upstreams = (await server.store.upstreams.list()).filter(isForSignIn)
    return json(200, { data: upstreams.map(({ id, name, kind }) => ({ id, name, kind })), nextCursor: null })
  },
)

/** Starts. */
export const startUpstreamSignIn: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/upstreams/{id}/start',
    summary: 'Start to sign in with an upstream, in an app of your own',
    tag: 'sign-in',
    accepts: ['none'],
    params,
    body: z.object(startMembers),
    responses: { 200: { description: 'Send the person there', schema: startedSchema } },
    errors: ['not_found'],
  },
  async ({ server, params: { id }, body }) => {
    const upstream = await findSignInUpstream(server, id)
    return upstream === null ? problem('not_found') : startAnswer(server, upstream, body, { kind: 'sign-in' })
  },
)

/** Finishes. */
export const finishUpstreamSignIn: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/upstreams/{id}/finish',
    summary: 'Finish to sign in with an upstream, by what came back from there',
    tag: 'sign-in',
    accepts: ['none', 'browser'],
    toleratesEnded: true,
    setsCookies: signInSetsCookies,
    params,
    body: z.object({ ...finishMembers, ...signInOptions }),
    responses: { 200: { description: 'Signed in', schema: signInSchema } },
    errors: [
      'sign_up_closed',
      'email_domain_not_allowed',
      'email_taken',
      'upstream_token_used',
      ...FINISH_ERRORS,
      ...OPEN_ERRORS,
    ],
  },
  async ({ server, request, principal, params: { id }, body, context }) => {
    const upstream = await findSignInUpstream(server, id)
    if (upstream === null) return problem('not_found')
    const finished = await finishSignIn(server, upstream, returnOf(body), context)
    if (finished instanceof Response) return finished
    if (finished.state.purpose.kind !== 'sign-in') return problem('upstream_sign_in_invalid')
    const { person } = finished
    const asked = { person, takenEmail: 'refused', options: body, principal, context } as const
    const opened = await openForPerson(server, request, asked)
    return opened instanceof Response ? opened : await signInAnswer(server, 200, opened)
  },
)

/** Starts for an app, which keeps the binding itself. */
export function startAnswer(
  server: Server,
  upstream: SignInUpstream,
  { redirectUri, fresh }: { readonly redirectUri: string; readonly fresh?: boolean | undefined },
  purpose: SignInPurpose,
): Response {
  const url = URL.parse(redirectUri)
  if (url === null || !isAllowedOrigin(server.settings, url.origin) || redirectUri.includes('#')) {
    return problem('invalid_request', {
      field: 'body.redirectUri',
      detail: 'This is no page at an allowed origin, or it has a fragment.',
    })
  }
  const binding = encodeBase64url(server.random.bytes(32))
  const start = { redirectUri, mark: binding, redirectUrl: null, purpose, fresh: fresh ?? false }
  const { authorizationUrl, state, expiresAtMs } = startSignIn(server, upstream, start)
  return json(200, { authorizationUrl, state, binding, expiresAt: timeJson(expiresAtMs) })
}

/** What an app brings to the finish. */
export function returnOf(body: {
  readonly state: string
  readonly code: string
  readonly iss?: string | undefined
  readonly binding: string
}): SignInReturn {
  const { state, code, iss, binding } = body
  return { state, code, issuer: iss ?? null, error: null, mark: binding, to: 'app' }
}
