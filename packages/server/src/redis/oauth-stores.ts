/** The ports whose changes end grants: that is told to Redis before anybody is answered. */

import type { MembershipStore, OAuthClientStore, OAuthConsentStore, OrganizationStore } from '@coatcheck/core'
import type { SessionSelection } from '../sql/session-selection.ts'
import { type Hot, inDatabase } from './hot-sessions.ts'

/** Those ports. */
export type GrantEndingStores = {
  readonly oauthClients: OAuthClientStore
  readonly oauthConsents: OAuthConsentStore
  readonly memberships: MembershipStore
  readonly organizations: OrganizationStore
}

/** Opens them over the database's. */
export function openGrantEndingStores(
  hot: Hot,
  { oauthClients, oauthConsents, memberships, organizations }: GrantEndingStores,
): GrantEndingStores {
  /** Works on grants in the database. */
  async function on<T>(grants: SessionSelection, work: () => Promise<T>): Promise<T> {
    const ids = () => hot.record.idsOf(grants)
    return await inDatabase(hot, await ids(), work, ids)
  }

  return {
    oauthClients: {
      ...oauthClients,
      setState: (id, ...rest) =>
        on({ by: 'oauth-client', id, userId: null }, () => oauthClients.setState(id, ...rest)),
      delete: (id, context) =>
        on({ by: 'oauth-client', id, userId: null }, () => oauthClients.delete(id, context)),
    },
    oauthConsents: {
      ...oauthConsents,
      revoke: (userId, id, context) =>
        on({ by: 'oauth-client', id, userId }, () => oauthConsents.revoke(userId, id, context)),
    },
    memberships: {
      ...memberships,
      delete: (key, context) => on({ by: 'organization', ...key }, () => memberships.delete(key, context)),
    },
    organizations: {
      ...organizations,
      delete: (id, context) =>
        on({ by: 'organization', organizationId: id, userId: null }, () => organizations.delete(id, context)),
    },
  }
}
