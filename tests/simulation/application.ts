/** The application in a tab: it listens, gets tokens, calls its backend, and shows who is signed in. */

import { ClientError, type CoatcheckClient, type GetTokenOptions } from '@coatcheck/sdk/browser'
import { APPLICATION_URL } from './application-server.ts'
import type { Dice } from './dice.ts'
import type { Judge } from './judge.ts'
import type { Tab } from './tab.ts'
import type { SignOutWatch } from './watch-sign-outs.ts'
import type { TokenWatch } from './watch-tokens.ts'

/** The application of one tab. */
export type Application = {
  readonly tab: Tab
  /** Needs a token for something. */
  readonly work: () => void
  /** A token for whoever waits for it; `null` when there is none, and why not. */
  readonly token: () => Promise<string | Error | null>
}

/** What the application is watched by. */
export type Watches = {
  readonly judge: Judge
  readonly signOuts: SignOutWatch
  readonly tokens: TokenWatch
}

/** Of a token of an hour, so that not every call makes a request. */
const LEEWAYS = [30, 120, 600] as const

/** Starts it. */
export function startApplication(tab: Tab, dice: Dice, { judge, signOuts, tokens }: Watches): Application {
  const { client, name } = tab
  let sessionId: string | null = null
  client.onChange(({ type, state }) => {
    if (type === 'signed-out' && sessionId !== null)
      signOuts.shown(name, sessionId, state.reason ?? 'unknown')
    sessionId = state.session?.id ?? null
  })

  async function get(options?: GetTokenOptions): Promise<string | Error | null> {
    try {
      const text = await client.getToken(options)
      if (text !== null) tokens.used(tab, text)
      return text
    } catch (error) {
      if (!(error instanceof ClientError)) throw error
      if (!error.retryable) judge.find('liveness', name, `cannot have a token: ${error.code}`)
      return error
    }
  }

  async function call(client: CoatcheckClient): Promise<void> {
    const init = { headers: { 'x-call': `${name}/${dice.between(0, 2 ** 31)}` } }
    try {
      await client.authFetch(`${APPLICATION_URL}/things`, init)
    } catch {
      // No network, or no token just now: an application shows that, and tries again later.
    }
  }

  return {
    tab,
    token: get,
    work: () => {
      const kind = dice.number()
      if (kind < 0.55) void get()
      else if (kind < 0.9) void call(client)
      else if (kind < 0.97) void get({ leewayInSeconds: dice.pick(LEEWAYS) })
      else void get({ skipCache: true })
    },
  }
}
