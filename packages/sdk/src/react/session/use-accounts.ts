/** `useAccounts`: the accounts of this browser, and going from one to another, without their looks. */

import { useCallback } from 'react'
import type { ClientSession } from '../../browser/client.ts'
import type { CallFailure } from '../../browser/outcome.ts'
import { useSubmission } from '../form/use-submission.ts'
import { usePlaces } from '../provider/places.ts'
import { useClient, useClientState } from '../provider/use-client.ts'

/** The accounts, and what can be done with them. */
export type AccountsController = {
  /** The one that this tab works with. */
  readonly current: ClientSession | null
  /** All others, those whose sign-in is not complete too. */
  readonly others: readonly ClientSession[]
  readonly busy: 'switch' | 'sign-out' | null
  readonly failure: CallFailure | null
  /** One whose sign-in is not complete is completed where people sign in. */
  readonly switchTo: (session: ClientSession) => Promise<void>
  readonly signOut: (session: ClientSession) => Promise<void>
  /** Where the current account is managed. */
  readonly accountUrl: string
  /** Where another account signs in. */
  readonly addUrl: string
}

/** All accounts of this browser. */
export function useAccounts(): AccountsController {
  const client = useClient()
  const { session: current, sessions } = useClientState()
  const { accountUrl, signInUrl, go, leave } = usePlaces()
  const { busy, failure, submit } = useSubmission<'switch' | 'sign-out'>()

  const switchTo = useCallback(
    async ({ id, status }: ClientSession) => {
      if (status === 'pending') go(signInUrl)
      else await submit('switch', () => client.setActive({ session: id }))
    },
    [client, submit, go, signInUrl],
  )
  const signOut = useCallback(
    async ({ id }: ClientSession) => {
      const signOutOf = async (): Promise<boolean> =>
        (await submit('sign-out', () => client.signOut({ sessionId: id }))) !== null
      if (client.state.session?.id === id) await leave(signOutOf)
      else await signOutOf()
    },
    [client, submit, leave],
  )

  const others = sessions.filter(({ id }) => id !== current?.id)
  return { current, others, busy, failure, switchTo, signOut, accountUrl, addUrl: signInUrl }
}
