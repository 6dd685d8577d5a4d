/** Follows the log: what other nodes changed, and what time the store has, is known here a second later. */

import type { LogEntry } from '@coatcheck/core'
import type { Server } from '../server.ts'

const EVERY_MS = 1_000
const BATCH = 500

/** What following needs. */
export type Followed = Pick<Server, 'store' | 'policyInForce' | 'keyRing' | 'logger'> & {
  /** Asks the store for its time. */
  readonly askTime: () => Promise<void>
}

/**
 * Follows the log.
 *
 * @param from The head as it was before anything was read that an entry can outdate.
 * @returns Stops it.
 */
export function followLog(followed: Followed, from: number): () => void {
  let position = from
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  const round = async (): Promise<void> => {
    try {
      position = await readOn(followed, position)
      await followed.askTime()
    } catch (error) {
      followed.logger.error({ err: error }, 'the log could not be read')
    }
    if (!isStopped) timer = setTimeout(() => void round(), EVERY_MS).unref()
  }
  timer = setTimeout(() => void round(), EVERY_MS).unref()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}

/** Reads what came behind a position, and makes this node know it. @returns The position it read to. */
async function readOn(followed: Followed, position: number): Promise<number> {
  const { log } = followed.store
  for (;;) {
    const entries = await log.after(position, BATCH)
    await apply(followed, new Set(entries.map(({ kind }) => kind)))
    position = entries.at(-1)?.position ?? position
    if (entries.length < BATCH) return position
  }
}

async function apply(
  { policyInForce, keyRing }: Followed,
  kinds: ReadonlySet<LogEntry['kind']>,
): Promise<void> {
  if (kinds.has('policy')) await policyInForce.reload()
  if (kinds.has('key')) await keyRing.reload()
}
