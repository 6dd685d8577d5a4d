/** Consents: which application a person let do what. Remembered until the person takes it back. */

import type { ActContext } from '../event/event.ts'
import type { AppId, OrganizationId, UserId } from '../id/id.ts'

/** A consent's row: one for each person and client. */
export type OAuthConsent = {
  readonly userId: UserId
  readonly clientId: AppId
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  /** The organization that was chosen last. */
  readonly organizationId: OrganizationId | null
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** The port for consents. */
export type OAuthConsentStore = {
  readonly find: (userId: UserId, clientId: AppId) => Promise<OAuthConsent | null>
  /** Newest first. */
  readonly list: (userId: UserId) => Promise<readonly OAuthConsent[]>
  /**
   * Keeps it, if client and user are enabled: it adds to the scopes that were granted before for the same resources, and
   * takes the place of what was granted for others. @returns Whether it did.
   */
  readonly grant: (
    consent: Omit<OAuthConsent, 'createdAtMs' | 'updatedAtMs'>,
    context: ActContext,
  ) => Promise<boolean>
  /** Drops the consent and ends all the client's sessions of the user, at once. @returns Whether there was anything. */
  readonly revoke: (userId: UserId, clientId: AppId, context: ActContext) => Promise<boolean>
}
