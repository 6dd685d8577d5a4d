/** Security events: who did what to which session from where, and how it went. Appended, never changed. */

import type { ClientId, EventId, SessionId, UserId } from '../id/id.ts'
import type { DeviceFacts, Session } from '../session/session.ts'
import type { JsonObject } from '../user/user.ts'

/** Everything that is told. */
export const EVENT_TYPES = [
  'user.created',
  'user.updated',
  'user.disabled',
  'user.enabled',
  'user.deletion_requested',
  'user.deletion_cancelled',
  'user.deleted',
  'user.exported',
  'user.password_changed',
  'user.password_reset_requested',
  'user.email_verification_requested',
  'user.email_change_requested',
  'user.email_changed',
  'user.email_verified',
  'user.signed_out_everywhere',
  'user.impersonated',
  'factor.enrolled',
  'factor.activated',
  'factor.used',
  'factor.failed',
  'factor.removed',
  'sign_in.failed',
  'hook.refused',
  'session.created',
  'session.activated',
  'session.reverified',
  'session.ended',
  'session.removed',
  'session.revoked',
  'session.replaced',
  'session.abandoned',
  'session.expired',
  'session.reuse_detected',
  'session.stale_refresh',
  'store.rollback_detected',
  'policy.updated',
  'organization.created',
  'organization.updated',
  'organization.deleted',
  'membership.created',
  'membership.updated',
  'membership.role_changed',
  'membership.deleted',
  'invitation.created',
  'invitation.accepted',
  'invitation.revoked',
  'role.created',
  'role.updated',
  'role.deleted',
  'upstream.created',
  'upstream.updated',
  'upstream.deleted',
  'upstream.notice_refused',
  'identity.linked',
  'identity.unlinked',
  'template.created',
  'template.updated',
  'template.deleted',
  'token.issued',
  'token.revoked',
  'exchange.failed',
  'oauth_client.created',
  'oauth_client.updated',
  'oauth_client.disabled',
  'oauth_client.enabled',
  'oauth_client.secret_replaced',
  'oauth_client.deleted',
  'oauth_scope.updated',
  'oauth_scope.deleted',
  'oauth.consent_granted',
  'oauth.consent_revoked',
  'oauth.code_replayed',
  'oauth.code_refused',
  'oauth.foreign_token',
  'oauth.client_refused',
  'oauth.device_approved',
  'oauth.device_denied',
  'oauth.device_refused',
  'oauth.user_code_failed',
  'oauth.logout_undelivered',
  'access_key.created',
  'access_key.revoked',
  'api_key.created',
  'api_key.updated',
  'api_key.revoked',
  'signing_key.created',
  'signing_key.rotated',
  'signing_key.revoked',
] as const

/** One of them. */
export type EventType = (typeof EVENT_TYPES)[number]

/** Who acted. */
export type EventActor =
  /** `by`: who acted as the user (impersonation), as in the `sub` of an `act` claim. */
  | { readonly kind: 'user'; readonly id: string; readonly by?: string }
  | { readonly kind: 'admin'; readonly id: string }
  /** An OAuth client that has proved who it is, on nobody's behalf. */
  | { readonly kind: 'app'; readonly id: string }
  | { readonly kind: 'system' }
  | { readonly kind: 'anonymous' }

/** An event as its author writes it; the store adds the id and its own time. */
export type EventDraft = {
  readonly type: EventType
  readonly outcome: 'success' | 'failure'
  readonly actor: EventActor
  readonly userId: UserId | null
  readonly sessionId: SessionId | null
  readonly clientId: ClientId | null
  readonly device: DeviceFacts
  /** A stable code, such as an `EndReason` or an error code. */
  readonly reason: string | null
  /** Never holds a secret. */
  readonly details: JsonObject
}

/** An event as stored. */
export type SecurityEvent = EventDraft & { readonly id: EventId; readonly atMs: number }

/** A user who acts by a session, or whoever acts as them by it. */
export function actorOfSession({ userId, actor }: Pick<Session, 'userId' | 'actor'>): EventActor {
  return actor === null ? { kind: 'user', id: userId } : { kind: 'user', id: userId, by: actor.sub }
}

/** Who acts and from where: what every event of one request has in common. */
export type ActContext = {
  readonly actor: EventActor
  readonly device: DeviceFacts
  /** The languages that whoever acts reads, as `Accept-Language` says it: for the mails that the act causes. */
  readonly languages?: string | null
}

/** What the instance does by itself: at its start, by time, at the terminal. */
export const BY_SYSTEM: ActContext = {
  actor: { kind: 'system' },
  device: { address: null, userAgent: null },
}

/** Drafts an event; what is not given is empty. */
export function draftEvent(
  context: ActContext,
  type: EventType,
  about: Partial<Omit<EventDraft, 'type' | 'actor' | 'device'>> = {},
): EventDraft {
  return {
    type,
    actor: context.actor,
    device: context.device,
    outcome: 'success',
    userId: null,
    sessionId: null,
    clientId: null,
    reason: null,
    details: {},
    ...about,
  }
}
