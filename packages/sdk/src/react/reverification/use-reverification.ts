/** `useReverification`: actions that need a recent proof ask for it, and go on. */

import { useCallback } from 'react'
import { useParts } from '../provider/parts.ts'
import type { ReverificationLevel } from './level.ts'
import { needsReverification } from './needs-reverification.ts'
import { ReverificationCancelledError } from './reverification-error.ts'

/** What an application that asks by itself is handed. */
export type NeededReverification = {
  /** The proof was given: the action is repeated. */
  readonly complete: () => void
  /** It was not: the action rejects with `reverification_cancelled`. */
  readonly cancel: () => void
  readonly level: ReverificationLevel
}

/** How it is asked for. */
export type ReverificationOptions = {
  /** Which factors the action asks for. Default: `second_factor`, which all presets but `strict_mfa` do. */
  readonly level?: ReverificationLevel
  /** Asks in the application's own way, by `client.reverify`. Left out: the provider's dialog asks. */
  readonly onNeedsReverification?: (needed: NeededReverification) => void
}

/**
 * Wraps an action. When what comes of it says `reverification_required`, the person is asked who they are, and the action
 * repeated, once; what comes of it then is returned as it is.
 *
 * @throws {ReverificationCancelledError} From the wrapped action, when the person cancels.
 */
export function useReverification<Args extends readonly unknown[], Result>(
  action: (...args: Args) => Promise<Result>,
  { level = 'second_factor', onNeedsReverification }: ReverificationOptions = {},
): (...args: Args) => Promise<Result> {
  const { confirmation } = useParts()
  return useCallback(
    async (...args: Args) => {
      const result = await action(...args)
      if (!(await needsReverification(result))) return result
      const isProved =
        onNeedsReverification === undefined
          ? await confirmation.ask(level)
          : await new Promise<boolean>((resolve) => {
              const complete = (): void => resolve(true)
              const cancel = (): void => resolve(false)
              onNeedsReverification({ complete, cancel, level })
            })
      if (!isProved) throw new ReverificationCancelledError()
      return await action(...args)
    },
    [action, confirmation, level, onNeedsReverification],
  )
}
