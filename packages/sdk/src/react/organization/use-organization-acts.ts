/** `useOrganizationActs`: what people do with organizations as a whole, without its looks. */

import { useCallback } from 'react'
import type { ApiCall, ApiResult } from '../../browser/client.ts'
import type { CallFailure } from '../../browser/outcome.ts'
import { useSubmission } from '../form/use-submission.ts'
import { useClient, useClientState } from '../provider/use-client.ts'
import { ReverificationCancelledError } from '../reverification/reverification-error.ts'
import { useReverification } from '../reverification/use-reverification.ts'
import type { OrganizationJson } from './organization.ts'
import { useOrganization } from './use-organization.ts'

/** What an organization is called. Without a slug it is made of the name. */
export type OrganizationNames = { readonly name: string; readonly slug?: string }

/** What can be done. Each resolves with whether it was. */
export type OrganizationActs = {
  readonly busy: 'activate' | 'create' | 'rename' | 'leave' | 'delete' | null
  readonly failure: CallFailure | null
  /** Works in it, or with `null` in none. */
  readonly activate: (organizationId: string | null) => Promise<boolean>
  /** Makes one, and works in it. */
  readonly create: (names: OrganizationNames) => Promise<boolean>
  readonly rename: (organizationId: string, names: OrganizationNames) => Promise<boolean>
  readonly leave: (organizationId: string) => Promise<boolean>
  /** Needs a recent proof of who one is, and asks for it. */
  readonly remove: (organizationId: string) => Promise<boolean>
}

/** What people do with the organizations that they belong to. */
export function useOrganizationActs(): OrganizationActs {
  const client = useClient()
  const { session } = useClientState()
  const { reload } = useOrganization()
  const { busy, failure, submit } = useSubmission<NonNullable<OrganizationActs['busy']>>()
  const userId = session?.user.id ?? ''
  const call = useCallback((path: string, asked: ApiCall) => client.call(path, asked), [client])
  const provedCall = useReverification(call, { level: 'any_factor' })

  const activate = useCallback(
    async (organization: string | null) =>
      (await submit('activate', () => client.setActive({ organization }))) !== null,
    [client, submit],
  )
  const create = useCallback(
    async (names: OrganizationNames) => {
      const done = await submit('create', async () => {
        const asked = { method: 'POST', body: names } as const
        const created = await client.call<OrganizationJson>('/organizations', asked)
        if (!created.ok) return created
        await reload()
        return await client.setActive({ organization: created.body.id })
      })
      return done !== null
    },
    [client, submit, reload],
  )
  const rename = useCallback(
    async (id: string, names: OrganizationNames) => {
      const asked = { method: 'PATCH', body: names } as const
      const done = await submit('rename', () => client.call(`/organizations/${id}`, asked))
      if (done !== null) await reload()
      return done !== null
    },
    [client, submit, reload],
  )
  /** Nobody works any longer in what they do not belong to. */
  const depart = useCallback(async () => {
    await client.setActive({ organization: null })
    await reload()
  }, [client, reload])
  const leave = useCallback(
    async (id: string) => {
      const path = `/organizations/${id}/members/${userId}`
      const done = await submit('leave', () => client.call(path, { method: 'DELETE' }))
      if (done !== null) await depart()
      return done !== null
    },
    [client, submit, depart, userId],
  )
  const remove = useCallback(
    async (id: string) => {
      const done = await submit('delete', () =>
        unlessCancelled(provedCall(`/organizations/${id}`, { method: 'DELETE' })),
      )
      if (done !== null) await depart()
      return done !== null
    },
    [submit, depart, provedCall],
  )
  return { busy, failure, activate, create, rename, leave, remove }
}

/** Whoever thinks better of it has made no mistake. */
async function unlessCancelled(calling: Promise<ApiResult>): Promise<ApiResult | null> {
  try {
    return await calling
  } catch (error) {
    if (error instanceof ReverificationCancelledError) return null
    throw error
  }
}
