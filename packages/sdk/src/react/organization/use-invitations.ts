/** `useInvitations`: the pending invitations into an organization, without their looks. */

import { useCallback } from 'react'
import type { CallFailure } from '../../browser/outcome.ts'
import { useSubmission } from '../form/use-submission.ts'
import { useClient, useClientState } from '../provider/use-client.ts'
import { useResource } from '../resource/use-resource.ts'
import type { PageJson } from './organization.ts'

/** An invitation that waits. */
export type Invitation = { readonly id: string; readonly email: string; readonly role: string }

/** The invitations, and what can be done with them. Each act resolves with whether it was done. */
export type InvitationsController = {
  /** `undefined` until they are known. */
  readonly invitations: readonly Invitation[] | undefined
  /** `invite`, or the id of the invitation that is being revoked. */
  readonly busy: string | null
  readonly failure: CallFailure | null
  readonly invite: (invited: { readonly email: string; readonly role: string }) => Promise<boolean>
  readonly revoke: (invitationId: string) => Promise<boolean>
}

/** The invitations that wait. */
export function useInvitations(organizationId: string): InvitationsController {
  const client = useClient()
  const { session } = useClientState()
  const { busy, failure, submit } = useSubmission<string>()
  const path = `/organizations/${organizationId}/invitations`
  const asked = session === null ? null : `${path}?limit=500`
  const listed = useResource<PageJson<Invitation>>(asked, session?.id ?? null)
  const { body, reload } = listed

  const invite = useCallback(
    async (invited: { readonly email: string; readonly role: string }) => {
      const done = await submit('invite', () => client.call(path, { method: 'POST', body: invited }))
      if (done !== null) await reload()
      return done !== null
    },
    [client, submit, path, reload],
  )
  const revoke = useCallback(
    async (id: string) => {
      const done = await submit(id, () => client.call(`${path}/${id}`, { method: 'DELETE' }))
      if (done !== null) await reload()
      return done !== null
    },
    [client, submit, path, reload],
  )
  return { invitations: body?.data, busy, failure: failure ?? listed.failure, invite, revoke }
}
