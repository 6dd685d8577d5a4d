/** `useOrganization`: the organization that the session works in, and all that the person belongs to. */

import { useMemo } from 'react'
import type { CoatcheckClient } from '../../browser/client.ts'
import type { CallFailure } from '../../browser/outcome.ts'
import { useClient, useClientState } from '../provider/use-client.ts'
import { useResource } from '../resource/use-resource.ts'
import { ORGANIZATIONS_PATH } from './follow-organization.ts'
import {
  type Membership,
  type MembershipJson,
  membershipOf,
  type Organization,
  type PageJson,
} from './organization.ts'

/** `undefined` until it is known, `null` for none. */
export type OrganizationState = Pick<CoatcheckClient, 'setActive'> & {
  /** Why the list could not be had, or be renewed. */
  readonly failure: CallFailure | null
  /** Asks for the list anew. */
  readonly reload: () => Promise<void>
} & (
    | {
        readonly isLoaded: false
        readonly organization: undefined
        readonly membership: undefined
        readonly organizations: undefined
      }
    | {
        readonly isLoaded: true
        readonly organization: null
        readonly membership: null
        readonly organizations: readonly Membership[]
      }
    | {
        readonly isLoaded: true
        readonly organization: Organization
        readonly membership: Membership
        readonly organizations: readonly Membership[]
      }
  )

/** The organization that the tokens of this session tell, and all others; `setActive({ organization })` changes to one. */
export function useOrganization(): OrganizationState {
  const { setActive } = useClient()
  const { isLoaded, session, token } = useClientState()
  const path = session === null ? null : ORGANIZATIONS_PATH
  const listed = useResource<PageJson<MembershipJson>>(path, session?.id ?? null)
  const { body, failure, reload } = listed
  const told = token?.claims.org
  const isTold = token !== null

  const organizations = useMemo(() => body?.data.map(membershipOf), [body])
  return useMemo(() => {
    const calls = { setActive, failure, reload }
    const none = { isLoaded: true, organization: null, membership: null } as const
    if (isLoaded && session === null) return { ...calls, ...none, organizations: [] }
    if (organizations === undefined || !isTold) {
      const unknown = { organization: undefined, membership: undefined, organizations: undefined } as const
      return { ...calls, isLoaded: false, ...unknown }
    }
    const membership = organizations.find(({ organization }) => organization.id === told?.id)
    if (told === undefined || membership === undefined) return { ...calls, ...none, organizations }
    // What the token says of the role is what counts at backends.
    const current = { ...membership, role: told.role, permissions: told.permissions }
    return {
      ...calls,
      isLoaded: true,
      organization: membership.organization,
      membership: current,
      organizations,
    }
  }, [setActive, failure, reload, isLoaded, session, organizations, isTold, told])
}
