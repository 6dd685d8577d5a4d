/** `useMembers`: the members of an organization, page by page, without their looks. */

import { useCallback, useMemo } from 'react'
import type { CallFailure } from '../../browser/outcome.ts'
import { useSubmission } from '../form/use-submission.ts'
import type { Person } from '../person/person-name.ts'
import { useClient, useClientState } from '../provider/use-client.ts'
import { useResource } from '../resource/use-resource.ts'
import type { PageJson } from './organization.ts'

/** A member, with as much of the person as colleagues see. */
export type Member = {
  readonly userId: string
  readonly role: string
  readonly person: Person
  /** Whether it is the person who looks. */
  readonly isSelf: boolean
}

/** A page of members, and what can be done with them. */
export type MembersController = {
  /** `undefined` until they are known. */
  readonly members: readonly Member[] | undefined
  /** Where the next page begins; `null` on the last one. */
  readonly nextCursor: string | null
  /** The id of the member that is being changed. */
  readonly busy: string | null
  readonly failure: CallFailure | null
  readonly setRole: (userId: string, role: string) => Promise<void>
  readonly remove: (userId: string) => Promise<void>
}

type MemberJson = {
  readonly userId: string
  readonly role: string
  readonly user?: Person
}

const NAMELESS: Person = { firstName: null, lastName: null, email: null }

/** A page of the members of an organization: the first, or the one that begins at the cursor. */
export function useMembers(organizationId: string, cursor: string | null = null): MembersController {
  const client = useClient()
  const { session } = useClientState()
  const { busy, failure, submit } = useSubmission<string>()
  const base = `/organizations/${organizationId}/members`
  const path = cursor === null ? base : `${base}?cursor=${encodeURIComponent(cursor)}`
  const listed = useResource<PageJson<MemberJson>>(session === null ? null : path, session?.id ?? null)
  const { body, reload } = listed
  const selfId = session?.user.id

  const change = useCallback(
    async (userId: string, asked: Parameters<typeof client.call>[1]) => {
      const done = await submit(userId, () => client.call(`${base}/${userId}`, asked))
      if (done !== null) await reload()
    },
    [client, submit, base, reload],
  )
  const members = useMemo(
    () =>
      body?.data.map(({ userId, role, user }) => ({
        userId,
        role,
        person: user ?? NAMELESS,
        isSelf: userId === selfId,
      })),
    [body, selfId],
  )
  return {
    members,
    busy,
    nextCursor: body?.nextCursor ?? null,
    failure: failure ?? listed.failure,
    setRole: useCallback((userId, role) => change(userId, { method: 'PATCH', body: { role } }), [change]),
    remove: useCallback((userId) => change(userId, { method: 'DELETE' }), [change]),
  }
}
