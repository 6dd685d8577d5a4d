/** What stands between an authorization request and its answer, decided by who is there and what was asked. */

import type { OAuthClient } from './oauth-client.ts'
import type { OAuthConsent } from './oauth-consent.ts'
import { leadsToDevice } from './redirect-uri.ts'

/** What a client can ask to be shown (OpenID Connect Core section 3.1.2.1). */
export const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const

/** One of them. */
export type Prompt = (typeof PROMPTS)[number]

/** What an authorization request asks of the person. */
export type AskedOfPerson = {
  readonly prompts: readonly Prompt[]
  /** How long ago the person may have signed in. */
  readonly maxAgeSeconds: number | null
  /** It would rather have two factors, and the person has a second one. */
  readonly wantsSecondFactor: boolean
  /** When it was first seen, if its browser was sent to sign in since. */
  readonly askedAtMs: number | null
}

/** The session that is to answer it. */
export type AnsweringSession = {
  readonly firstAtMs: number | null
  readonly secondAtMs: number | null
  readonly createdAtMs: number
  /** Somebody acts as its user. */
  readonly isActing: boolean
}

/** What comes next. */
export type AuthorizationStep =
  | { readonly next: 'sign-in' | 'sign-in-again' | 'select-account' | 'second-factor' | 'consent' | 'grant' }
  | { readonly next: 'refuse'; readonly error: 'login_required' | 'consent_required' | 'access_denied' }

/**
 * Decides it. A fresh sign-in is one since the request was first seen; whoever has just signed in and proved nothing by
 * it is refused instead of being asked for ever.
 */
export function authorizationStep(
  asked: AskedOfPerson,
  there: {
    readonly session: AnsweringSession | null
    /** A sign-in waits for its second factor. */
    readonly isPending: boolean
    readonly needsConsent: boolean
    readonly nowMs: number
  },
): AuthorizationStep {
  const { prompts, askedAtMs } = asked
  const { session } = there
  const isSilent = prompts.includes('none')
  if (session === null) {
    if (isSilent) return { next: 'refuse', error: 'login_required' }
    return { next: there.isPending ? 'second-factor' : 'sign-in' }
  }
  if (session.isActing) return { next: 'refuse', error: 'access_denied' }
  if (prompts.includes('select_account') && askedAtMs === null) return { next: 'select-account' }
  if (!isFreshEnough(asked, session, there.nowMs)) {
    if (isSilent || hasJustSignedIn(asked, session)) return { next: 'refuse', error: 'login_required' }
    return { next: 'sign-in-again' }
  }
  if (!there.needsConsent) return { next: 'grant' }
  return isSilent ? { next: 'refuse', error: 'consent_required' } : { next: 'consent' }
}

function isFreshEnough(asked: AskedOfPerson, session: AnsweringSession, nowMs: number): boolean {
  const { prompts, maxAgeSeconds, askedAtMs } = asked
  const { firstAtMs } = session
  if (askedAtMs !== null && firstAtMs !== null && firstAtMs >= askedAtMs) return true
  if (prompts.includes('login')) return false
  if (maxAgeSeconds !== null && (firstAtMs === null || nowMs - firstAtMs > maxAgeSeconds * 1000)) return false
  // A level that is asked for by `acr_values` is a wish, which silence does not refuse.
  if (!asked.wantsSecondFactor || session.secondAtMs !== null || prompts.includes('none')) return true
  return hasJustSignedIn(asked, session)
}

/** Judged by our own clock: an upstream's may say that its person proved themselves before the request came. */
function hasJustSignedIn({ askedAtMs }: AskedOfPerson, { createdAtMs }: AnsweringSession): boolean {
  return askedAtMs !== null && createdAtMs >= askedAtMs
}

/** What a client asks a person to grant. */
export type AskedGrant = {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  /** The organization that it names, or that was chosen before; `null` where none is told of. */
  readonly organizationId: string | null
}

/**
 * Whether the person is asked. Never for one of our own applications; always for those that anybody could pretend to
 * be, and for what was not granted before.
 */
export function needsConsent(
  client: Pick<OAuthClient, 'firstParty' | 'type' | 'registration'>,
  asked: AskedGrant,
  before: Pick<OAuthConsent, 'scopes' | 'resources' | 'organizationId'> | null,
  prompts: readonly Prompt[],
): boolean {
  if (client.firstParty) return false
  if (before === null || prompts.includes('consent') || client.registration !== 'admin') return true
  if (client.type === 'public' && leadsToDevice(asked.redirectUri)) return true
  return (
    asked.scopes.some((scope) => !before.scopes.includes(scope)) ||
    !areSameResources(asked.resources, before.resources) ||
    (asked.organizationId !== null && asked.organizationId !== before.organizationId)
  )
}

/** Whether two grants are for the same resources: only then do scopes of the one mean the same in the other. */
export function areSameResources(one: readonly string[], other: readonly string[]): boolean {
  return (
    one.every((resource) => other.includes(resource)) && other.every((resource) => one.includes(resource))
  )
}
