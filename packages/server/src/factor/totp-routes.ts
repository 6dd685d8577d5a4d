/** `POST /api/auth/factors/totp` and `/verify`: sets an authenticator app up. */

import {
  encodeBase32,
  findTotpStep,
  newId,
  otpauthUrl,
  refuse,
  takeGuess,
  TOTP_SEED_BYTES,
} from '@coatcheck/core'
import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { currentUser } from '../session/current-user.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { activatedSchema, factorName } from './factor-json.ts'
import { activationAnswer, newRecoveryCodes, openSeed, sealSeed, totpLabel } from './factor-secrets.ts'

const proof = { refreshToken: z.string().max(200).optional() }

/** Starts. */
export const enrollTotp: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/factors/totp',
    summary: 'Set an authenticator app up: it counts once a code of it was verified',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z.object({ name: factorName, ...proof }),
    responses: {
      201: {
        description: 'What the app needs; shown once',
        schema: z.object({
          factorId: z.string(),
          secret: z.string().describe('Base32, for typing it in'),
          url: z.string().describe('otpauth://..., for a QR code'),
        }),
      },
    },
    errors: proofErrors('recent'),
  },
  async (input) => {
    const { server, body } = input
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const user = await currentUser(server, proved.reading)
    if (user instanceof Response) return user
    const id = newId('fac', server.clock.nowMs(), server.random)
    const seed = server.random.bytes(TOTP_SEED_BYTES)
    const enrolled = { id, userId: user.id, name: body.name ?? null, sealedSeed: sealSeed(server, id, seed) }
    if (!(await server.store.factors.enrollTotp(enrolled, asUser(input.context, proved.reading))))
      return problem('session_ended', { reason: 'user_deleted' })
    return json(201, {
      factorId: id,
      secret: encodeBase32(seed),
      url: otpauthUrl(seed, totpLabel(server, user)),
    })
  },
)

/** Completes. */
export const verifyTotp: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/factors/totp/verify',
    summary: 'Verify the first code of an authenticator app: from now on sign-ins by password ask for one',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    body: z.object({ factorId: idSchema('fac'), code: z.string().max(32), ...proof }),
    responses: { 201: { description: 'It counts', schema: activatedSchema } },
    errors: ['factor_invalid', 'rate_limited', ...proofErrors('recent')],
  },
  async (input) => {
    const { server, body } = input
    const { factors } = server.store
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const context = asUser(input.context, proved.reading)
    const { userId } = proved.reading.session
    const limited = await takeGuess(server.store, userId)
    if (limited !== null) return problem(limited.code, { retryAfterMs: limited.retryAfterMs })
    const totp = await factors.findTotp(userId, body.factorId)
    const seed = totp === null ? null : openSeed(server, totp)
    const step = seed === null ? null : findTotpStep(seed, body.code, proved.reading.nowMs, server.crypto)
    if (step === null) return problem((await refuse(server.store, userId, 'totp', context)).code)
    const { codes, set } = newRecoveryCodes(server, userId)
    const activation = await factors.activateTotp({ id: body.factorId, userId, step }, set, context)
    return activationAnswer(server, activation, codes, context)
  },
)
