/** One thing at a time that a person sends, and what came of it. */

import { useCallback, useRef, useState } from 'react'
import type { CallFailure } from '../../browser/outcome.ts'

/** What is being sent, and what went wrong with what was sent last. */
export type Submission<What extends string> = {
  /** What is being sent; `null` for nothing. */
  readonly busy: What | null
  readonly failure: CallFailure | null
  /**
   * Sends, unless something is being sent already. Resolves with `null` then, when it failed, and when the person
   * thought better of it.
   */
  readonly submit: <Done extends { readonly ok: true }>(
    what: What,
    work: () => Promise<Done | CallFailure | null>,
  ) => Promise<Done | null>
  /** Forgets what went wrong. */
  readonly forget: () => void
}

/** Keeps it. */
export function useSubmission<What extends string>(): Submission<What> {
  const [busy, setBusy] = useState<What | null>(null)
  const [failure, setFailure] = useState<CallFailure | null>(null)
  const isBusy = useRef(false)

  const submit: Submission<What>['submit'] = useCallback(async (what, work) => {
    if (isBusy.current) return null
    isBusy.current = true
    setBusy(what)
    // Taken away first, so that a screen reader hears of the same failure again.
    setFailure(null)
    try {
      const outcome = await work()
      if (outcome === null || outcome.ok) return outcome
      setFailure(outcome)
      return null
    } finally {
      isBusy.current = false
      setBusy(null)
    }
  }, [])
  const forget = useCallback(() => setFailure(null), [])
  return { busy, failure, submit, forget }
}
