/** The event of a logout that a client was never told of. */

import { BY_SYSTEM, draftEvent, type EventDraft, type LogoutDelivery } from '@coatcheck/core'

/** Drafts it. */
export function undelivered(delivery: LogoutDelivery, reason: string): EventDraft {
  const { userId, sessionId, clientId, tries } = delivery
  return draftEvent(BY_SYSTEM, 'oauth.logout_undelivered', {
    outcome: 'failure',
    userId,
    sessionId,
    reason: 'undelivered',
    details: { id: clientId, tries, last: reason.slice(0, 256) },
  })
}
