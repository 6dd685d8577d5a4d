/** Mints a session token from a session as it was just read. */

import {
  checkTokenSize,
  mintSessionClaims,
  SESSION_TOKEN_TYPE,
  type Session,
  type SessionReading,
} from '@coatcheck/core'
import { z } from 'zod'
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
    .describe('Lifetime in seconds; granted up to the policy, the idle deadline and the session'),
  active: z.boolean().optional().describe('The person acted just now: moves the idle clock'),
}

/** What a mint needs to know. */
export type MintRequest = {
  readonly reading: SessionReading
  readonly factors: Session['factors']
  readonly authorizedParty: string
  readonly expiresInSeconds: number | undefined
}

/** A signed token and what became of what was asked. */
export type MintedToken = {
  readonly token: string
  readonly issuedAtMs: number
  readonly expiresAtMs: number
  readonly clampedBy: 'policy' | 'idle' | 'session' | null
}

/**
 * Mints. A token that outlives the default is written to the session first, so that a revocation can be told.
 *
 * @throws {TokenTooLargeError} When no cookie would hold it.
 */
export async function mintToken(server: Server, mint: MintRequest): Promise<MintedToken> {
  const { session } = mint.reading
  const minted = mintSessionClaims(
    mint.reading,
    {
      issuer: server.settings.url,
      authorizedParty: mint.authorizedParty,
      askedLifetimeMs: mint.expiresInSeconds === undefined ? null : mint.expiresInSeconds * 1000,
      factors: mint.factors,
    },
    server.random,
  )
  const isLong = minted.expiresAtMs - minted.issuedAtMs > session.limits.tokenLifetimeMs
  if (isLong && minted.expiresAtMs > (session.tokensUntilMs ?? 0)) {
    await server.store.sessions.extendTokensUntil(session.id, minted.expiresAtMs)
  }
  const signed = server.keyRing.current().sign(SESSION_TOKEN_TYPE, minted.claims)
  return {
    token: checkTokenSize(signed, minted.claims),
    issuedAtMs: minted.issuedAtMs,
    expiresAtMs: minted.expiresAtMs,
    clampedBy: minted.clampedBy,
  }
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
