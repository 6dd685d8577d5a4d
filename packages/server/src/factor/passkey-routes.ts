/** Passkeys: `/api/auth/factors/passkeys` registers one, `/api/auth/passkey` signs in by one. */

import { addressBuckets, draftEvent, PER_ADDRESS, takeEach } from '@coatcheck/core'
import type { ActContext } from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { currentUser } from '../session/current-user.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { signInAnswer, signInSchema } from '../sign-in/answer.ts'
import { OPEN_ERRORS, openForRequest, signInOptions, signInSetsCookies } from '../sign-in/open.ts'
import { activatedSchema, factorName } from './factor-json.ts'
import { activationAnswer, newRecoveryCodes } from './factor-secrets.ts'
import {
  authenticationOptions,
  passkeyOptions,
  passkeyResponse,
  registrationOptions,
  verifyAuthentication,
  verifyRegistration,
} from './passkey.ts'

const proof = { refreshToken: z.string().max(200).optional() }
const optionsAnswer = z.object({ publicKey: passkeyOptions })

/** Asks a browser for a new passkey. */
export const passkeyRegistrationOptions: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/factors/passkeys/options',
    summary: 'What to ask a browser for, so that it makes a passkey',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z.object(proof),
    responses: {
      200: {
        description: 'For `navigator.credentials.create`, good for five minutes and one answer',
        schema: optionsAnswer,
      },
    },
    errors: proofErrors('recent'),
  },
  async (input) => {
    const { server } = input
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const user = await currentUser(server, proved.reading)
    return user instanceof Response ? user : json(200, { publicKey: await registrationOptions(server, user) })
  },
)

/** Keeps it. */
export const registerPasskey: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/factors/passkeys',
    summary: 'Register the passkey that a browser has made',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z.object({ response: passkeyResponse, name: factorName, ...proof }),
    responses: { 201: { description: 'It counts', schema: activatedSchema } },
    errors: ['factor_invalid', 'too_many_factors', 'passkey_taken', ...proofErrors('recent')],
  },
  async (input) => {
    const { server, request, body } = input
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const { userId } = proved.reading.session
    const passkey = await verifyRegistration(server, request, userId, body.response)
    if (passkey === null) return problem('factor_invalid')
    const { codes, set } = newRecoveryCodes(server, userId)
    const context = asUser(input.context, proved.reading)
    const added = { ...passkey, name: body.name ?? null }
    const activation = await server.store.factors.addPasskey(added, set, context)
    return activationAnswer(server, activation, codes, context)
  },
)

/** Asks a browser for any passkey of this server. */
export const passkeySignInOptions: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/passkey/options',
    summary: 'What to ask a browser for, so that somebody signs in by a passkey without a name',
    tag: 'sign-in',
    accepts: ['none'],
    responses: {
      200: {
        description: 'For `navigator.credentials.get`, good for five minutes and one answer',
        schema: optionsAnswer,
      },
    },
  },
  async ({ server }) => json(200, { publicKey: await authenticationOptions(server, { kind: 'sign-in' }) }),
)

/** Signs in by it: its owner has it and has unlocked it, which is two factors. */
export const passkeySignIn: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/passkey',
    summary: 'Sign in by a passkey: both factors are proved by it',
    tag: 'sign-in',
    accepts: ['none', 'browser'],
    toleratesEnded: true,
    setsCookies: signInSetsCookies,
    body: z.object({ response: passkeyResponse, ...signInOptions }),
    responses: { 200: { description: 'Signed in', schema: signInSchema } },
    errors: ['factor_invalid', 'credentials_invalid', 'rate_limited', ...OPEN_ERRORS],
  },
  async ({ server, request, principal, body, context }) => {
    const buckets = addressBuckets('sign-in', context.device.address, PER_ADDRESS)
    const taken = await takeEach(server.store.rateLimits, buckets)
    if (taken.outcome === 'limited') return problem('rate_limited', { retryAfterMs: taken.retryAfterMs })
    const { store, settings } = server
    const signed = await verifyAuthentication(server, request, { kind: 'sign-in' }, body.response)
    const user = signed === null ? null : await store.users.find(signed.passkey.userId)
    if (signed === null || user === null || user.state !== 'enabled') return await refused(server, context)
    if (settings.requireEmailVerification && user.emailVerifiedAtMs === null)
      return await refused(server, context)
    const acting = { ...context, actor: { kind: 'user', id: user.id } } as const
    const use = { id: signed.passkey.id, signCount: signed.signCount }
    if (!(await store.factors.usePasskey(use, acting))) return await refused(server, context)
    const factors = { firstAtMs: 'now', secondAtMs: 'now' } as const
    const signIn = { user, method: 'passkey', principal, options: body, context, facts: { factors } } as const
    const opened = await openForRequest(server, request, signIn)
    return opened instanceof Response ? opened : await signInAnswer(server, 200, opened)
  },
)

async function refused(server: Server, context: ActContext): Promise<Response> {
  const about = { outcome: 'failure', reason: 'factor_invalid', details: { kind: 'passkey' } } as const
  await server.store.events.append([draftEvent(context, 'sign_in.failed', about)])
  return problem('factor_invalid')
}
