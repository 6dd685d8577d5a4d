/** Loses the answer to a refresh: the server has gone on to the next token, and the device does not know it. */

import { momentMs } from '../journal/report.ts'
import { inMs } from '../demo/measure.ts'
import type { PhoneParts } from './create-phone.ts'

/** @returns What came of it, in a sentence. */
export async function loseRefresh({ client, world }: PhoneParts): Promise<string> {
  const sinceMs = momentMs()
  world.state.set((before) => ({ ...before, losesNext: true }))
  try {
    const token = await client.getToken({ skipCache: true })
    return token === null
      ? 'Nobody is signed in.'
      : `Lost, and asked for again with the same key: the same successor came after ${inMs(momentMs() - sinceMs)}.`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    world.state.set((before) => ({ ...before, losesNext: false }))
  }
}
