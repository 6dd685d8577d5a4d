/** What callers may ask of a token, and the token that they get: of the session itself, or of a template. */

import { type ActContext, type OrganizationId, type Session, SESSION_TEMPLATE } from '@coatcheck/core'
import { z } from 'zod'
import { endedProblem } from '../http/client-principal.ts'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { toldMembership } from '../organization/told-membership.ts'
import type { Server } from '../server.ts'
import type { LiveTemplate } from '../template/live-templates.ts'
import { mintDetachedToken, mintTemplateToken } from '../template/mint-template-token.ts'
import {
  type MintedToken,
  type MintRequest,
  mintLongToken,
  mintToken,
  type ToldMintRequest,
} from './mint-token.ts'

/** The members of a body that asks for a token. */
export const askSchema: {
  readonly template: z.ZodOptional<z.ZodString>
  readonly organizationId: z.ZodOptional<z.ZodNullable<z.ZodType<OrganizationId, string>>>
  readonly expiresInSeconds: z.ZodOptional<z.ZodInt>
  readonly active: z.ZodOptional<z.ZodBoolean>
} = {
  template: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('The name of a template: gives a token of it, which is no session token. Default: session'),
  organizationId: idSchema('org')
    .nullable()
    .optional()
    .describe(
      'The organization that the token tells; null for none. Default: the one that the session works in',
    ),
  expiresInSeconds: z
    .int()
    .min(30)
    .max(315_360_000)
    .optional()
    .describe(
      'Lifetime in seconds; granted up to the policy or the template, the idle deadline and the session. Verifiers ' +
        'take more than 300 only if told to (maxTokenLifetimeSeconds)',
    ),
  active: z.boolean().optional().describe('The person acted just now: moves the idle clock'),
}

/** What was asked. */
export type Ask = {
  /** `null` for a session token. */
  readonly template: LiveTemplate | null
  readonly organizationId: OrganizationId | null | undefined
  readonly expiresInSeconds: number | undefined
}

/**
 * Reads what is asked; an answer when there is no such template, or not for this caller. To be called before anything
 * is changed: who asks for what there is not loses nothing by it.
 */
export async function readAsk(
  server: Server,
  body: {
    readonly template?: string | undefined
    readonly organizationId?: OrganizationId | null | undefined
    readonly expiresInSeconds?: number | undefined
  },
  { mayDetach }: { readonly mayDetach: boolean },
): Promise<Ask | Response> {
  const { template: name = SESSION_TEMPLATE, organizationId, expiresInSeconds } = body
  if (name === SESSION_TEMPLATE) return { template: null, organizationId, expiresInSeconds }
  const template = await server.templates.find(name)
  if (template === null) return problem('template_not_found', { field: 'body.template' })
  if (template.row.detached && !mayDetach) {
    return problem('credential_not_accepted', {
      detail: 'Tokens of this template outlive the session: a backend key or an admin key asks for them.',
    })
  }
  return { template, organizationId, expiresInSeconds }
}

/**
 * What a backend may ask for by a signed session token that it was brought: a token of a template, that lives no longer
 * than a session token does. A token of a minute never buys a long one, and never the next of its kind.
 */
export function limitToMinute(ask: Ask, { limits }: Session): Ask | Response {
  if (ask.template === null) {
    return problem('credential_not_accepted', {
      detail:
        'A session token gets no other session token: show the client secret or an opaque session token.',
    })
  }
  const mostSeconds = Math.floor(limits.tokenLifetimeMs / 1000)
  const wanted = ask.expiresInSeconds ?? ask.template.row.lifetimeSeconds
  return wanted <= mostSeconds ? ask : { ...ask, expiresInSeconds: mostSeconds }
}

/** Whether a token of what is asked may live longer than a session token does. */
export function asksForLongLife({ template, expiresInSeconds }: Ask, { reading }: MintRequest): boolean {
  const { tokenLifetimeMs } = reading.session.limits
  return (
    expiresInSeconds !== undefined ||
    (template !== null && template.row.lifetimeSeconds * 1000 > tokenLifetimeMs)
  )
}

/**
 * Mints what was asked for. A token that outlives the default is written to the session first, so that a revocation can
 * be told for as long; one that outlives the session is written down by itself.
 *
 * @param context Who acts, for the event that tells of a detached token.
 * @returns The token; an answer when the session ended meanwhile, or it cannot be made of this session.
 * @throws {TokenTooLargeError} When no cookie would hold it.
 */
export async function mintAskedToken(
  server: Server,
  session: Omit<MintRequest, 'told'>,
  { template, organizationId, expiresInSeconds }: Ask,
  context: () => ActContext,
): Promise<MintedToken | Response> {
  const { reading } = session
  // Looked up once: what was judged here is what the token tells.
  const told = await toldMembership(server, reading.session, organizationId, reading.position)
  if (typeof organizationId === 'string' && told.membership === null)
    return problem('not_found', { field: 'body.organizationId' })
  const mint = { ...session, told }
  if (template !== null && template.row.detached)
    return await mintDetachedOf(server, mint, { live: template, expiresInSeconds, context: context() })
  if (template !== null) return await mintTemplateToken(server, mint, template, expiresInSeconds)
  return expiresInSeconds === undefined
    ? await mintToken(server, mint)
    : await mintLongToken(server, mint, expiresInSeconds)
}

async function mintDetachedOf(
  server: Server,
  { reading, factors, authorizedParty, told: { membership } }: ToldMintRequest,
  ask: {
    readonly live: LiveTemplate
    readonly expiresInSeconds: number | undefined
    readonly context: ActContext
  },
): Promise<MintedToken | Response> {
  const { session, user, nowMs } = reading
  if (session.actor !== null) return problem('actor_not_allowed')
  const subject = { userId: session.userId, session, membership, factors }
  const { live, ...asked } = ask
  const request = { subject, epoch: user.epoch, authorizedParty, nowMs, ...asked }
  const minted = await mintDetachedToken(server, live, request)
  return minted === 'user-changed' ? endedProblem(await server.store.sessions.find(session.id)) : minted
}
