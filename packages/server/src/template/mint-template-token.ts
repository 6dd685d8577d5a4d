/** Mints tokens of templates: of a session, and detached ones that outlive it. */

import {
  type ActContext,
  checkTokenSize,
  mintDetachedClaims,
  type MintedClaims,
  mintTemplateClaims,
  TEMPLATE_TOKEN_TYPE,
} from '@coatcheck/core'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { keepLongToken, type MintedToken, type ToldMintRequest } from '../session/mint-token.ts'
import type { LiveTemplate } from './live-templates.ts'
import { type ClaimsSubject, renderClaims } from './render-claims.ts'

/**
 * Mints a token of a session by a template.
 *
 * @returns The token; an answer when the session ended meanwhile, or the template's secret is unknown here.
 * @throws {TokenTooLargeError} When it would be larger than any token may be.
 */
export async function mintTemplateToken(
  server: Server,
  mint: ToldMintRequest,
  live: LiveTemplate,
  expiresInSeconds: number | undefined,
): Promise<MintedToken | Response> {
  const { reading, factors, authorizedParty, told } = mint
  const { session } = reading
  const { membership, position } = told
  const subject = { userId: session.userId, session, membership, factors }
  const input = {
    ...inputOf(server, live, { authorizedParty, expiresInSeconds }),
    ...(await renderClaims(server, live, subject, position)),
  }
  const minted = mintTemplateClaims(reading, input, server.random)
  const ended = await keepLongToken(server, session, minted)
  return ended ?? (await sign(server, live, minted))
}

/** What a detached token is minted from. */
export type DetachedRequest = {
  readonly subject: ClaimsSubject
  /** The user's epoch when it was decided that the token may be minted. */
  readonly epoch: number
  readonly authorizedParty: string
  readonly expiresInSeconds: number | undefined
  readonly nowMs: number
  readonly context: ActContext
}

/**
 * Mints a detached token, which is recorded before anybody gets it.
 *
 * @returns The token; `user-changed` when its user is gone, disabled or signed out everywhere by now.
 * @throws {TokenTooLargeError} When it would be larger than any token may be.
 */
export async function mintDetachedToken(
  server: Server,
  live: LiveTemplate,
  request: DetachedRequest,
): Promise<(MintedToken & { readonly jti: string }) | Response | 'user-changed'> {
  const { subject, epoch, nowMs, context } = request
  const { userId } = subject
  const { custom } = await renderClaims(server, live, subject, 0)
  const input = { ...inputOf(server, live, request), custom }
  const { jti, ...minted } = mintDetachedClaims({ userId, nowMs }, input, server.random)
  const signed = await sign(server, live, minted)
  if (signed instanceof Response) return signed
  const token = { jti, userId, epoch, template: live.row.name, untilMs: minted.expiresAtMs }
  const isRecorded = await server.store.issuedTokens.record(token, context)
  return isRecorded ? { ...signed, jti } : 'user-changed'
}

function inputOf(
  server: Server,
  { row }: LiveTemplate,
  asked: { readonly authorizedParty: string; readonly expiresInSeconds: number | undefined },
) {
  const { authorizedParty, expiresInSeconds } = asked
  return {
    issuer: server.settings.url,
    authorizedParty,
    askedLifetimeMs: expiresInSeconds === undefined ? null : expiresInSeconds * 1000,
    template: row,
  }
}

async function sign(
  server: Server,
  { row, secretSigner }: LiveTemplate,
  { claims, ...minted }: MintedClaims,
): Promise<MintedToken | Response> {
  const signer =
    row.algorithm === 'HS256'
      ? secretSigner
      : await server.keyRing.signerFor(row.algorithm, row.lifetimeSeconds * 1000)
  if (signer === null) return problem('secret_unknown', { retryAfterMs: 5_000 })
  return { token: checkTokenSize(signer.sign(TEMPLATE_TOKEN_TYPE, claims), claims), ...minted }
}
