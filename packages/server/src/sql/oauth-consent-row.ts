/** Between rows of the table `oauth_consents` and what core knows of a consent. */

import type { AppId, OAuthConsent, OrganizationId, UserId } from '@coatcheck/core'
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

/** The columns of a consent that adds to an older one. */
export function columnsOfConsent(
  consent: NewConsent,
  before: OAuthConsent | null,
): Record<string, string | null> {
  const both = (member: 'scopes' | 'resources'): string =>
    JSON.stringify([...new Set([...(before?.[member] ?? []), ...consent[member]])])
  return {
    user: consent.userId,
    client: consent.clientId,
    scopes: both('scopes'),
    resources: both('resources'),
    organization: consent.organizationId,
  }
}
