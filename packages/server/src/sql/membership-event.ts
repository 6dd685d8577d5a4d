/** The events that tell of memberships: about their user, naming the organization. */

import {
  type ActContext,
  draftEvent,
  type EventDraft,
  type EventType,
  type MembershipKey,
} from '@coatcheck/core'

/** Drafts one. */
export function memberEvent(
  context: ActContext,
  type: EventType,
  { organizationId, userId }: MembershipKey,
  more: EventDraft['details'],
): EventDraft {
  return draftEvent(context, type, { userId, details: { organizationId, ...more } })
}
