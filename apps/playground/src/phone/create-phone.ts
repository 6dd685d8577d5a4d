/**
 * The parts of the second device: a client that keeps a refresh token. It shares nothing with the browser around it,
 * though it is of the same origin: neither locks nor channels nor the memory of the tab.
 */

import {
  type CoatcheckClient,
  createTokenClient,
  type Environment,
  type SessionStorage,
} from '@coatcheck/sdk/browser'
import { type FromPhone, hear, say, type ToPhone } from '../demo/phone-link.ts'
import { momentMs, type Report, reportChanges, traceReport } from '../journal/report.ts'
import { observable, type Settable } from '../observable.ts'
import { createWorld, type World } from '../world/world.ts'

/** What the frame works with. */
export type PhoneParts = {
  readonly client: CoatcheckClient
  readonly world: World
  /** Who is signed in in the browser: whom the device may sign in as. */
  readonly browserUser: Settable<string | null>
  /** Why the last sign-in came to nothing. */
  readonly problem: Settable<string | null>
  readonly tell: (message: FromPhone) => void
}

/** Puts them together. @param page The window around the frame. */
export function createPhone(page: Window): PhoneParts {
  const tell = (message: FromPhone): void => say(page, message)
  const report = (told: Report): void => tell({ kind: 'report', report: told })
  const world = createWorld((lost) => report({ kind: 'lost', atMs: momentMs(), lost }))
  const client = createTokenClient({
    storage: tabStorage('playground second device'),
    dangerouslyKeepTokensInBrowser: true, // a demo account's, on a page without any script but ours
    environment: { ...world.environment, locks: null, openChannel: null, tabMemory: memory() },
    onTrace: (entry) => report(traceReport(entry)),
  })
  const browserUser = observable<string | null>(null)
  const problem = observable<string | null>(null)
  hear<ToPhone>(
    () => page,
    (message) => {
      switch (message.kind) {
        case 'user':
          return browserUser.set(() => message.email)
        case 'credentials':
          return void client
            .signIn(message.credentials)
            .then((outcome) => problem.set(() => (outcome.ok ? null : (outcome.detail ?? outcome.title))))
      }
    },
  )
  reportChanges(client, report)
  tell({ kind: 'ready' })
  return { client, world, browserUser, problem, tell }
}

/** A place that is there after a reload, and that no other tab sees: two holders of one refresh token are one too many. */
function tabStorage(key: string): SessionStorage {
  return {
    read: async () => sessionStorage.getItem(key),
    write: async (text) => {
      if (text === null) sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, text)
    },
  }
}

function memory(): Environment['tabMemory'] {
  const texts = new Map<string, string>()
  return {
    get: (name) => texts.get(name) ?? null,
    set: (name, text) => {
      if (text === null) texts.delete(name)
      else texts.set(name, text)
    },
  }
}
