/** The event of a logout that a client was never told of. */

import { draftEvent, type EventDraft, type LogoutDelivery } from '@coatcheck/core'

const BY_TIME = { actor: { kind: 'system' }, device: { address: null, userAgent: null } } as const

/** Drafts it. */
export function undelivered(delivery: LogoutDelivery, reason: string): EventDraft {
  const { userId, sessionId, clientId, tries } = delivery
  return draftEvent(BY_TIME, 'oauth.logout_undelivered', {
    outcome: 'failure',
    userId,
    sessionId,
    reason: 'undelivered',
    details: { id: clientId, tries, last: reason.slice(0, 256) },
  })
}
