/** Which event tells of which end. */

import type { EventType, TerminalState } from '@coatcheck/core'

/** The event that tells of each end. */
export const END_EVENT: { readonly [S in TerminalState]: EventType } = {
  ended: 'session.ended',
  removed: 'session.removed',
  revoked: 'session.revoked',
  replaced: 'session.replaced',
  abandoned: 'session.abandoned',
  expired: 'session.expired',
}
