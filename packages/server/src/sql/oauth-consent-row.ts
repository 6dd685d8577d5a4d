/** Between rows of the table `oauth_consents` and what core knows of a consent. */

import {
  type AppId,
  areSameResources,
  type OAuthConsent,
  type OrganizationId,
  type UserId,
} from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** What somebody consents to. */
export type NewConsent = Omit<OAuthConsent, 'createdAtMs' | 'updatedAtMs'>

/** A consent from its row. */
export function consentFromRow(row: Row): OAuthConsent {
  return {
    userId: row['user_id'] as UserId,
    clientId: row['client_id'] as AppId,
    scopes: JSON.parse(row['scopes'] as string) as string[],
    resources: JSON.parse(row['resources'] as string) as string[],
    organizationId: row['organization_id'] as OrganizationId | null,
    createdAtMs: row['created_at'] as number,
    updatedAtMs: row['updated_at'] as number,
  }
}

/** The columns of a consent: it adds to an older one for the same resources, and takes the place of any other. */
export function columnsOfConsent(
  consent: NewConsent,
  before: OAuthConsent | null,
): Record<string, string | null> {
  const addsTo = before !== null && areSameResources(before.resources, consent.resources) ? before : null
  return {
    user: consent.userId,
    client: consent.clientId,
    scopes: JSON.stringify([...new Set([...(addsTo?.scopes ?? []), ...consent.scopes])]),
    resources: JSON.stringify(consent.resources),
    organization: consent.organizationId,
  }
}
