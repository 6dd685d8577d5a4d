/** The question whether it is the person: asked once, however many actions wait for the answer. */

import type { ReverificationLevel } from './level.ts'

/** A question that waits for its answer. */
export type Question = {
  readonly level: ReverificationLevel
  /** Whether the person proved it. */
  readonly answer: (isProved: boolean) => void
}

/** Asks, and shows what is asked. */
export type Confirmation = {
  /** What a host has to show: of several providers of one client, the first shows it. */
  readonly read: (host: object) => Question | null
  readonly subscribe: (host: object, listener: () => void) => () => void
  /** Whatever is being asked is not proved: its session is over. */
  readonly drop: () => void
  /** Resolves with whether it was proved. Actions that ask the same while somebody is being asked share the answer. */
  readonly ask: (level: ReverificationLevel) => Promise<boolean>
}

type Asking = { readonly question: Question; readonly answered: Promise<boolean> }

/** Makes it. */
export function createConfirmation(): Confirmation {
  const hosts = new Map<object, () => void>()
  let asking: Asking | null = null

  function show(next: Asking | null): void {
    asking = next
    for (const listener of hosts.values()) listener()
  }

  function begin(level: ReverificationLevel): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const answer = (isProved: boolean): void => {
      show(null)
      resolve(isProved)
    }
    show({ question: { level, answer }, answered: promise })
    return promise
  }

  return {
    read: (host) => (hosts.keys().next().value === host ? (asking?.question ?? null) : null),
    subscribe: (host, listener) => {
      hosts.set(host, listener)
      return () => hosts.delete(host)
    },
    drop: () => asking?.question.answer(false),
    ask: async (level) => {
      while (asking !== null && asking.question.level !== level) await asking.answered
      return asking === null ? await begin(level) : await asking.answered
    },
  }
}
