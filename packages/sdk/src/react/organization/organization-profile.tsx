/** `<OrganizationProfile>`: the organization that one works in, its members and its invitations. */

import type { ReactNode } from 'react'
import { Card } from '../look/card.tsx'
import { Frame } from '../look/frame.tsx'
import { useMessages } from '../look/look.ts'
import { DepartureSection } from './departure-section.tsx'
import { InvitationsSection } from './invitations-section.tsx'
import { MembersSection } from './members-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import { useOrganization } from './use-organization.ts'

/** All of it that the person's role lets them see; nothing until that is known, and while nobody is signed in. */
export function OrganizationProfile(): ReactNode {
  const { organization: text } = useMessages()
  const { organization, membership } = useOrganization()
  if (organization === undefined) return null
  if (organization === null) {
    return (
      <Frame>
        <p className="cc-soft">{text.none}</p>
      </Frame>
    )
  }
  const can = (permission: string): boolean => membership.permissions.includes(permission)
  return (
    // Another organization begins with fields of its own.
    <Card key={organization.id} className="cc-organization-profile" title={organization.name}>
      {can('org:sys_profile:manage') && <ProfileSection organization={organization} />}
      {can('org:sys_memberships:read') && (
        <MembersSection organization={organization} canManage={can('org:sys_memberships:manage')} />
      )}
      {can('org:sys_memberships:manage') && <InvitationsSection organizationId={organization.id} />}
      <DepartureSection organization={organization} canDelete={can('org:sys_profile:delete')} />
    </Card>
  )
}
