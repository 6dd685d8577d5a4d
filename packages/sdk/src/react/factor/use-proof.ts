/** Proving who one is, once more or by a second factor: which ways there are, and what comes of them. */

import { useCallback, useMemo } from 'react'
import type { ClientSession, Proof } from '../../browser/client.ts'
import type { CallFailure, StepOutcome } from '../../browser/outcome.ts'
import { useSubmission } from '../form/use-submission.ts'
import { askPasskey, type PasskeyOptions } from '../passkey/ask-passkey.ts'
import { useCanAskPasskey } from '../passkey/use-can-ask-passkey.ts'
import { useClient } from '../provider/use-client.ts'
import { useResource } from '../resource/use-resource.ts'

/** Which ways there are. */
export type ProofWays = {
  readonly password: boolean
  readonly code: boolean
  readonly passkey: boolean
  readonly recoveryCode: boolean
}

/** How to prove it. Each resolves with the session, or `null`: then `failure` says why, unless the person thought better of it. */
export type ProofController = {
  /** `null` until they are known. */
  readonly ways: ProofWays | null
  readonly busy: keyof ProofWays | null
  readonly failure: CallFailure | null
  readonly provePassword: (password: string) => Promise<ClientSession | null>
  readonly proveCode: (code: string) => Promise<ClientSession | null>
  readonly proveRecoveryCode: (recoveryCode: string) => Promise<ClientSession | null>
  readonly provePasskey: () => Promise<ClientSession | null>
}

/** What is to be proved, and of which session. */
export type ProofWanted = {
  /** `null` while there is nothing to prove. */
  readonly session: ClientSession | null
  readonly prove: (proof: Proof, session: ClientSession) => Promise<StepOutcome>
}

type Factor = { readonly kind: 'totp' | 'passkey' | 'recovery'; readonly activatedAt: string | null }

/** The ways of a session's user. */
export function useProof({ session, prove }: ProofWanted): ProofController {
  const client = useClient()
  const canAskPasskey = useCanAskPasskey()
  const { submit, busy, failure } = useSubmission<keyof ProofWays>()
  const path = session === null ? null : '/factors'
  const factors = useResource<{ readonly data: readonly Factor[] }>(path, session?.id ?? null)

  const ways = useMemo((): ProofWays | null => {
    if (session === null || (factors.body === undefined && factors.failure === null)) return null
    // Where they cannot be told, all are offered: the server knows.
    const has = (kind: Factor['kind']): boolean =>
      factors.body?.data.some((factor) => factor.kind === kind && factor.activatedAt !== null) ?? true
    const [code, passkey, recoveryCode] = [has('totp'), has('passkey') && canAskPasskey, has('recovery')]
    return { password: session.user.hasPassword, code, passkey, recoveryCode }
  }, [session, factors.body, factors.failure, canAskPasskey])

  const send = useCallback(
    async (way: keyof ProofWays, find: (session: ClientSession) => Promise<FoundProof>) => {
      if (session === null) return null
      const proved = await submit(way, async () => {
        const found = await find(session)
        return found === null || !found.ok ? found : await prove(found.proof, session)
      })
      return proved?.session ?? null
    },
    [session, submit, prove],
  )

  return {
    ways,
    busy,
    failure,
    provePassword: useCallback((password) => send('password', () => typed({ password })), [send]),
    proveCode: useCallback((code) => send('code', () => typed({ code })), [send]),
    proveRecoveryCode: useCallback(
      (recoveryCode) => send('recoveryCode', () => typed({ recoveryCode })),
      [send],
    ),
    provePasskey: useCallback(
      () =>
        send('passkey', async ({ id: sessionId }) => {
          const asked = { method: 'POST', sessionId } as const
          const answer = await askPasskey(await client.call<PasskeyOptions>('/second-factor/options', asked))
          return answer?.ok ? { ok: true, proof: { passkey: answer.passkey } } : answer
        }),
      [send, client],
    ),
  }
}

type FoundProof = { readonly ok: true; readonly proof: Proof } | CallFailure | null

function typed(proof: Proof): Promise<FoundProof> {
  return Promise.resolve({ ok: true, proof })
}
