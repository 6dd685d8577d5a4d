/** Mints a session token from a session as it was just read. */

import {
  checkTokenSize,
  clerkClaims,
  type MintedClaims,
  mintSessionClaims,
  organizationClaim,
  SESSION_TOKEN_TYPE,
  type Session,
  type SessionReading,
} from '@coatcheck/core'
import { CLERK_SESSION_CATEGORY, CLERK_TOKEN_TYPE } from '@coatcheck/core/protocol'
import { endedProblem } from '../http/client-principal.ts'
import { type HookedClaims, withHookedClaims } from '../hook/hooked-claims.ts'
import { isAllowedOrigin } from '../http/origin.ts'
import type { Server } from '../server.ts'
import { type ToldMembership, toldMembership } from '../organization/told-membership.ts'
import { renderClaims } from '../template/render-claims.ts'

/** What a mint needs to know. */
export type MintRequest = {
  readonly reading: SessionReading
  readonly factors: Session['factors']
  readonly authorizedParty: string
  /** The organization that it tells; left out: the one that the session works in. */
  readonly told?: ToldMembership
  /** What the hook said where it was asked before. */
  readonly hooked?: HookedClaims | undefined
}

/** One whose organization was looked up. */
export type ToldMintRequest = MintRequest & { readonly told: ToldMembership }

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
 * @throws {HookFailedError} When the hook that adds claims gives none.
 * @throws {TokenTooLargeError} When no cookie would hold it.
 */
export async function mintToken(server: Server, mint: MintRequest): Promise<MintedToken> {
  return sign(server, await claimsOf(server, mint, null))
}

/**
 * Mints a token of the lifetime that was asked for.
 *
 * @returns The token; an answer when the session ended meanwhile.
 * @throws {HookFailedError} When the hook that adds claims gives none.
 * @throws {TokenTooLargeError} When no cookie would hold it.
 */
export async function mintLongToken(
  server: Server,
  mint: MintRequest,
  expiresInSeconds: number,
): Promise<MintedToken | Response> {
  const minted = await claimsOf(server, mint, expiresInSeconds * 1000)
  const ended = await keepLongToken(server, mint.reading.session, minted)
  return ended ?? sign(server, minted)
}

/**
 * Writes to the session how long a token will live, if that is beyond the default and beyond what is known, so that a
 * revocation can be told for as long. To be called before the token is signed.
 *
 * @returns An answer when the session ended meanwhile.
 */
export async function keepLongToken(
  { store: { sessions } }: Server,
  session: Session,
  { issuedAtMs, expiresAtMs }: Pick<MintedClaims, 'issuedAtMs' | 'expiresAtMs'>,
): Promise<Response | null> {
  const isLong = expiresAtMs - issuedAtMs > session.limits.tokenLifetimeMs
  if (!isLong || expiresAtMs <= (session.tokensUntilMs ?? 0)) return null
  if (await sessions.extendTokensUntil(session.id, expiresAtMs)) return null
  return endedProblem(await sessions.find(session.id))
}

async function claimsOf(
  server: Server,
  { reading, factors, authorizedParty, told, hooked: ahead }: MintRequest,
  askedLifetimeMs: number | null,
): Promise<MintedClaims> {
  const { session } = reading
  const { membership, position: toldAt } =
    told ?? (await toldMembership(server, session, undefined, reading.position))
  const subject = { userId: session.userId, session, membership, factors }
  const rendered = await renderClaims(server, server.templates.session(), subject, toldAt)
  const ask = server.hooks.customClaims
  const { custom, position } =
    ask === null
      ? rendered
      : await withHookedClaims(server, ask, { session, membership, authorizedParty, rendered, ahead })
  const organization = membership === null ? null : organizationClaim(membership)
  const issuer = server.settings.url
  const input = { issuer, authorizedParty, askedLifetimeMs, factors, organization, custom, position }
  return mintSessionClaims(reading, input, server.random)
}

/** Signs a token, in Clerk's layout where the key signs nothing but session tokens: its packages ask for little more. */
function sign(server: Server, { claims, ...minted }: MintedClaims): MintedToken {
  const signer = server.keyRing.current()
  const token =
    signer.purpose === 'sessions'
      ? signer.sign(CLERK_TOKEN_TYPE, clerkClaims(claims), CLERK_SESSION_CATEGORY)
      : signer.sign(SESSION_TOKEN_TYPE, claims)
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
