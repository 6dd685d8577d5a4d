/** Which sessions a statement ends, beyond what callers of the session port can select. */

import type { OrganizationId, SessionEnding, SessionSelector, UserId } from '@coatcheck/core'

/** A selection. */
export type SessionSelection =
  | SessionSelector
  /** The grants that are bound to an organization, of one user or of all. */
  | { readonly by: 'organization'; readonly organizationId: OrganizationId; readonly userId: UserId | null }

/** How a grant ends whose user is no member any more. */
export const MEMBERSHIP_ENDED: SessionEnding = { state: 'revoked', reason: 'membership_ended' }

/** How everything ends that an application holds. */
export const APPLICATION_REMOVED: SessionEnding = { state: 'revoked', reason: 'application_removed' }

/** The name of the statement that a selection takes: one for each, so that each finds its index. */
export function statementOf(
  selection: SessionSelection,
): SessionSelection['by'] | 'oauth-client-user' | 'organization-user' {
  const { by } = selection
  if ((by === 'oauth-client' || by === 'organization') && selection.userId !== null) return `${by}-user`
  return by
}

/** Its parameters. */
export function selected(selection: SessionSelection): Record<string, string | null> {
  switch (selection.by) {
    case 'id':
    case 'parent':
      return { id: selection.id }
    case 'user':
    case 'devices':
      return { id: selection.userId, except: selection.except }
    case 'client':
      return { id: selection.clientId, except: selection.except }
    case 'oauth-client':
      return { id: selection.id, user: selection.userId }
    case 'organization':
      return { id: selection.organizationId, user: selection.userId }
    case 'all':
      return {}
  }
}
