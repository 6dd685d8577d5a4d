/** Waits until a client's state is as it should become. */

import type { ClientState, CoatcheckClient } from '@coatcheck/sdk/browser'

const PATIENCE_MS = 10_000

/** @returns Whether it became so within ten seconds. */
export function nextState(client: CoatcheckClient, is: (state: ClientState) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (became: boolean): void => {
      stop()
      clearTimeout(timer)
      resolve(became)
    }
    const stop = client.onChange(({ state }) => {
      if (is(state)) settle(true)
    })
    const timer = setTimeout(() => settle(false), PATIENCE_MS)
    if (is(client.state)) settle(true)
  })
}
