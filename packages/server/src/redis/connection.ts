/** The connection to Redis, Valkey, or a Cluster of either. */

import { StoreUnavailable } from '@coatcheck/core'
import type { Script } from './script.ts'

/** What a driver offers; single servers and Clusters alike. */
export type Driver = {
  readonly evalsha: (sha: string, keys: number, ...args: (string | number)[]) => Promise<unknown>
  readonly eval: (text: string, keys: number, ...args: (string | number)[]) => Promise<unknown>
  readonly quit: () => Promise<unknown>
  readonly disconnect: () => void
}

/** Runs scripts. */
export type Redis = {
  readonly run: (
    script: Script,
    keys: readonly string[],
    args?: readonly (string | number)[],
  ) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** Wraps a driver. */
export function redisOn(driver: Driver): Redis {
  return {
    run: async ({ sha, text }, keys, args = []) => {
      try {
        return await driver.evalsha(sha, keys.length, ...keys, ...args)
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw describeFailure(error)
      }
      try {
        return await driver.eval(text, keys.length, ...keys, ...args)
      } catch (error) {
        throw describeFailure(error)
      }
    },
    close: async () => {
      // One that is out, or closed before, has nothing to finish.
      await driver.quit().catch(() => driver.disconnect())
    },
  }
}

/** Mistakes in what was asked of it; everything else a server or a driver says means that it cannot answer now. */
const MISTAKE = /^(?:ERR|WRONGTYPE|NOPERM|CROSSSLOT|OOM)\b/

function describeFailure(error: unknown): unknown {
  if (!(error instanceof Error) || MISTAKE.test(error.message)) return error
  return new StoreUnavailable('Redis is out', { cause: error })
}
