/** Mints a session token from a session as it was just read. */

import {
  checkTokenSize,
  type MintedClaims,
  mintSessionClaims,
  SESSION_TOKEN_TYPE,
  type Session,
  type SessionReading,
} from '@coatcheck/core'
import { z } from 'zod'
import { endedProblem } from '../http/client-principal.ts'
import { isAllowedOrigin } from '../http/origin.ts'
import type { Server } from '../server.ts'

/** What callers may ask of a token. */
export const askSchema: {
  readonly expiresInSeconds: z.ZodOptional<z.ZodInt>
  readonly active: z.ZodOptional<z.ZodBoolean>
} = {
  expiresInSeconds: z
    .int()
    .min(30)
    .max(315_360_000)
    .optional()
    .describe(
      'Lifetime in seconds; granted up to the policy, the idle deadline and the session. Verifiers take more than ' +
        '300 only if told to (maxTokenLifetimeSeconds)',
    ),
  active: z.boolean().optional().describe('The person acted just now: moves the idle clock'),
}

/** What a mint needs to know. */
export type MintRequest = {
  readonly reading: SessionReading
  readonly factors: Session['factors']
  readonly authorizedParty: string
}

/** A signed token and what became of what was asked. */
export type MintedToken = {
  readonly token: string
  readonly issuedAtMs: number
  readonly expiresAtMs: number
  readonly clampedBy: 'policy' | 'idle' | 'session' | null
}

/**
 * Mints a token of the default lifetime.
 *
 * @throws {TokenTooLargeError} When no cookie would hold it.
 */
export function mintToken(server: Server, mint: MintRequest): MintedToken {
  return sign(server, claimsOf(server, mint, null))
}

/**
 * Mints a token of the lifetime that was asked for. One that outlives the default is written to the session first, so
 * that a revocation can be told for as long.
 *
 * @returns The token; an answer when the session ended meanwhile.
 * @throws {TokenTooLargeError} When no cookie would hold it.
 */
export async function mintAskedToken(
  server: Server,
  mint: MintRequest,
  expiresInSeconds: number | undefined,
): Promise<MintedToken | Response> {
  if (expiresInSeconds === undefined) return mintToken(server, mint)
  const { session } = mint.reading
  const { sessions } = server.store
  const minted = claimsOf(server, mint, expiresInSeconds * 1000)
  const isLong = minted.expiresAtMs - minted.issuedAtMs > session.limits.tokenLifetimeMs
  if (isLong && minted.expiresAtMs > (session.tokensUntilMs ?? 0)) {
    if (!(await sessions.extendTokensUntil(session.id, minted.expiresAtMs)))
      return endedProblem(await sessions.find(session.id))
  }
  return sign(server, minted)
}

function claimsOf(server: Server, mint: MintRequest, askedLifetimeMs: number | null): MintedClaims {
  const { reading, factors, authorizedParty } = mint
  const input = { issuer: server.settings.url, authorizedParty, askedLifetimeMs, factors }
  return mintSessionClaims(reading, input, server.random)
}

function sign(server: Server, { claims, ...minted }: MintedClaims): MintedToken {
  const token = server.keyRing.current().sign(SESSION_TOKEN_TYPE, claims)
  return { token: checkTokenSize(token, claims), ...minted }
}

/** The party that a request's tokens are for: its own allowed origin, else what the session was opened for. */
export function requestParty(server: Server, request: Request, fallback: string): string {
  const origin = request.headers.get('origin')
  return origin !== null && isAllowedOrigin(server.settings, origin) ? origin : fallback
}

/** `clamped` and `clampedBy` of an answer. */
export function clampedJson(minted: MintedToken): { readonly clamped: boolean; readonly clampedBy?: string } {
  return minted.clampedBy === null ? { clamped: false } : { clamped: true, clampedBy: minted.clampedBy }
}
