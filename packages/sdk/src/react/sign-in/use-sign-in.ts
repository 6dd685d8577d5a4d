/** `useSignIn`: signing in without its looks, step by step. */

import { useCallback, useEffect, useState } from 'react'
import type { SessionEndedReason } from '@coatcheck/core/protocol'
import type { ClientSession, PasswordCredentials, Proof } from '../../browser/client.ts'
import type { CallFailure } from '../../browser/outcome.ts'
import { type ProofController, useProof } from '../factor/use-proof.ts'
import { useSubmission } from '../form/use-submission.ts'
import { askPasskey, type PasskeyOptions } from '../passkey/ask-passkey.ts'
import { useCanAskPasskey } from '../passkey/use-can-ask-passkey.ts'
import { usePlaces } from '../provider/places.ts'
import { useClient, useClientState } from '../provider/use-client.ts'
import { takeReturned } from '../upstream/started-sign-in.ts'
import { finish, type UpstreamChoice, useLeave, useUpstreams } from '../upstream/use-upstreams.ts'
import { useArrival } from './use-arrival.ts'

/** What goes differently than the provider says. */
export type SignInOptions = {
  readonly afterSignInUrl?: string | undefined
  readonly onSignedIn?: ((session: ClientSession) => void) | undefined
}

/** What is being sent. */
export type SignInAct = 'password' | 'passkey' | 'upstream' | 'return' | 'account'

/** Where a sign-in stands, and what can be done there. */
export type SignInController =
  | {
      readonly step: 'start'
      readonly busy: SignInAct | null
      readonly failure: CallFailure | null
      /** Who is signed in in this browser already: one may go on as one of them, or add another account. */
      readonly accounts: readonly ClientSession[]
      readonly continueAs: (account: ClientSession) => Promise<void>
      /** Why this tab was signed out, if it was. */
      readonly endedBecause: SessionEndedReason | null
      readonly upstreams: readonly UpstreamChoice[]
      readonly canUsePasskey: boolean
      readonly submitPassword: (credentials: PasswordCredentials) => Promise<void>
      readonly submitPasskey: (rememberMe: boolean) => Promise<void>
      readonly continueWith: (upstreamId: string, rememberMe: boolean) => Promise<void>
    }
  /** Somebody came back from an upstream. */
  | { readonly step: 'returning' }
  | {
      readonly step: 'second-factor'
      readonly session: ClientSession
      readonly proof: ProofController
      /** Gives this sign-in up. */
      readonly cancel: () => Promise<void>
    }
  | { readonly step: 'complete'; readonly session: ClientSession }

/** Signs somebody in, and leads on to where they wanted to go. */
export function useSignIn({ afterSignInUrl, onSignedIn }: SignInOptions = {}): SignInController {
  const client = useClient()
  const { session, sessions, reason } = useClientState()
  const places = usePlaces()
  const arrive = useArrival({ afterUrl: afterSignInUrl ?? places.afterSignInUrl, onSignedIn })
  const { busy, failure, submit } = useSubmission<SignInAct>()
  const [arrivedId, setArrivedId] = useState<string | null>(null)
  const upstreams = useUpstreams()
  const canUsePasskey = useCanAskPasskey()
  const leave = useLeave()
  const pending = sessions.findLast(({ status }) => status === 'pending') ?? null

  const settle = useCallback(
    (opened: ClientSession | null) => {
      if (opened === null || opened.status === 'pending') return
      setArrivedId(opened.id)
      arrive(opened)
    },
    [arrive],
  )

  useEffect(() => {
    const returned = takeReturned()
    if (returned === null) return
    void submit('return', () => finish(client, returned)).then((done) => settle(done?.session ?? null))
  }, [client, submit, settle])

  const submitPassword = useCallback(
    async (credentials: PasswordCredentials) =>
      settle((await submit('password', () => client.signIn(credentials)))?.session ?? null),
    [client, submit, settle],
  )
  const submitPasskey = useCallback(
    async (rememberMe: boolean) => {
      const done = await submit('passkey', async () => {
        const options = await client.call<PasskeyOptions>('/passkey/options', { method: 'POST' })
        const answer = await askPasskey(options)
        return answer?.ok ? await client.signIn({ passkey: answer.passkey, rememberMe }) : answer
      })
      settle(done?.session ?? null)
    },
    [client, submit, settle],
  )
  const continueWith = useCallback(
    async (upstreamId: string, rememberMe: boolean) =>
      void (await submit('upstream', () => leave(upstreamId, rememberMe))),
    [submit, leave],
  )

  const continueAs = useCallback(
    async (account: ClientSession) => {
      const done = await submit('account', () => client.setActive({ session: account.id }))
      if (done !== null) settle(account)
    },
    [client, submit, settle],
  )

  const prove = useCallback(
    async (proof: Proof, { id }: ClientSession) => {
      if ('password' in proof) throw new Error('a password is no second factor')
      const outcome = await client.proveSecondFactor(proof, id)
      if (outcome.ok) settle(outcome.session)
      return outcome
    },
    [client, settle],
  )
  const proof = useProof({ session: pending, prove })
  const cancel = useCallback(async () => {
    if (pending !== null) await client.signOut({ sessionId: pending.id })
  }, [client, pending])

  // Who has just signed in is no choice in the form that is about to go.
  const accounts = sessions.filter(
    ({ id, status }) => status === 'active' && (busy === null || busy === 'account' || id !== session?.id),
  )
  if (busy === 'return') return { step: 'returning' }
  if (pending !== null) return { step: 'second-factor', session: pending, proof, cancel }
  if (session !== null && session.id === arrivedId) return { step: 'complete', session }
  return {
    step: 'start',
    busy,
    failure,
    upstreams,
    canUsePasskey,
    submitPassword,
    submitPasskey,
    continueWith,
    accounts,
    continueAs,
    endedBecause: reason === 'signed_out' ? null : reason,
  }
}
