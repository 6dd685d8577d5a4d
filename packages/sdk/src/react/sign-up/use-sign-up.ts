/** `useSignUp`: making an account without its looks. */

import { useCallback, useEffect, useState } from 'react'
import type { ClientSession, SignUpInput } from '../../browser/client.ts'
import type { CallFailure } from '../../browser/outcome.ts'
import { useSubmission } from '../form/use-submission.ts'
import { usePlaces } from '../provider/places.ts'
import { useClient } from '../provider/use-client.ts'
import { useArrival } from '../sign-in/use-arrival.ts'
import { takeReturned } from '../upstream/started-sign-in.ts'
import { finish, type UpstreamChoice, useLeave, useUpstreams } from '../upstream/use-upstreams.ts'

/** What goes differently than the provider says. */
export type SignUpOptions = {
  readonly afterSignUpUrl?: string | undefined
  readonly onSignedIn?: ((session: ClientSession) => void) | undefined
}

/** What is being sent. */
export type SignUpAct = 'account' | 'upstream' | 'return'

/** Where it stands, and what can be done there. */
export type SignUpController =
  | {
      readonly step: 'start'
      readonly busy: SignUpAct | null
      readonly failure: CallFailure | null
      readonly upstreams: readonly UpstreamChoice[]
      readonly submit: (account: SignUpInput) => Promise<void>
      readonly continueWith: (upstreamId: string) => Promise<void>
    }
  /** Somebody came back from an upstream. */
  | { readonly step: 'returning' }
  /** A mail is on its way, whether the address had an account or not: its link goes on. */
  | { readonly step: 'mail-sent'; readonly email: string; readonly startAgain: () => void }
  | { readonly step: 'complete'; readonly session: ClientSession }

type Outcome = { readonly session: ClientSession } | { readonly email: string }

/** Makes an account, and leads on to where the person wanted to go. */
export function useSignUp({ afterSignUpUrl, onSignedIn }: SignUpOptions = {}): SignUpController {
  const client = useClient()
  const places = usePlaces()
  const arrive = useArrival({ afterUrl: afterSignUpUrl ?? places.afterSignUpUrl, onSignedIn })
  const { busy, failure, submit: send } = useSubmission<SignUpAct>()
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const upstreams = useUpstreams()
  const leave = useLeave()

  const settle = useCallback(
    (session: ClientSession) => {
      setOutcome({ session })
      arrive(session)
    },
    [arrive],
  )

  useEffect(() => {
    const returned = takeReturned()
    if (returned === null) return
    void send('return', () => finish(client, returned)).then((done) => done && settle(done.session))
  }, [client, send, settle])

  const submit = useCallback(
    async (account: SignUpInput) => {
      const done = await send('account', () => client.signUp(account))
      if (done === null) return
      if (done.session === null) setOutcome({ email: account.email })
      else settle(done.session)
    },
    [client, send, settle],
  )
  const continueWith = useCallback(
    async (upstreamId: string) => void (await send('upstream', () => leave(upstreamId, true))),
    [send, leave],
  )
  const startAgain = useCallback(() => setOutcome(null), [])

  if (busy === 'return') return { step: 'returning' }
  if (outcome === null) return { step: 'start', busy, failure, upstreams, submit, continueWith }
  return 'session' in outcome
    ? { step: 'complete', session: outcome.session }
    : { step: 'mail-sent', email: outcome.email, startAgain }
}
