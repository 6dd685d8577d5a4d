/** Signing in by a click: whether it is under way, and what went wrong. */

import type { SignInOutcome } from '@coatcheck/sdk/browser'
import { useState } from 'react'

/** What a button that signs in needs. */
export type Entering = {
  readonly isBusy: boolean
  readonly problem: string | null
  readonly enter: (way: () => Promise<SignInOutcome | null>) => Promise<void>
}

/** Keeps track of it. */
export function useEntering(): Entering {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  return {
    isBusy,
    problem,
    enter: async (way) => {
      setBusy(true)
      setProblem(null)
      try {
        const outcome = await way()
        if (outcome !== null && !outcome.ok) setProblem(outcome.detail ?? outcome.title)
      } catch (error) {
        setProblem(error instanceof Error ? error.message : String(error))
      } finally {
        setBusy(false)
      }
    },
  }
}
