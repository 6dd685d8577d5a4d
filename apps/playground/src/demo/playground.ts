/** The parts of the page, put together: a real client in a world with switches, and a journal of what they do. */

import { type CoatcheckClient, createClient } from '@coatcheck/sdk/browser'
import { createJournal, type Journal } from '../journal/journal.ts'
import { momentMs, type Report, reportChanges, traceReport } from '../journal/report.ts'
import { createWorld, type World } from '../world/world.ts'
import { observable, type Settable } from '../observable.ts'
import type { DemoCredentials } from './demo-api.ts'

/** What the page works with. */
export type Playground = {
  readonly client: CoatcheckClient
  readonly world: World
  readonly journal: Journal
  /** What demo accounts of this page sign in with, by address: nobody else knows. */
  readonly accounts: Map<string, DemoCredentials>
  /** What the last act came to, by the name of its switch. */
  readonly outcomes: Settable<{ readonly [act: string]: Outcome }>
  /** Who worked in this tab last, by address. */
  readonly lastUser: { email: string | null }
  /** How often somebody signed in or out on the second device. */
  readonly phoneChanges: Settable<number>
  /** When somebody did what ends the session of a device: what is felt of it there is measured from then. */
  readonly endedAt: Settable<EndedAt>
}

/** When the end of each device's session was asked for; `null` when it was not, or was felt. */
export type EndedAt = { readonly browser: number | null; readonly phone: number | null }

/** What came of an act, in a sentence. */
export type Outcome = { readonly isUnderWay: boolean; readonly text: string }

/** Puts them together. */
export function createPlayground(): Playground {
  const journal = createJournal()
  const report = (told: Report): void => journal.report('browser', told)
  const world = createWorld((lost) => report({ kind: 'lost', atMs: momentMs(), lost }))
  const client = createClient({
    environment: world.environment,
    onTrace: (entry) => report(traceReport(entry)),
  })
  reportChanges(client, report)
  const lastUser: Playground['lastUser'] = { email: null }
  client.onChange(({ state }) => {
    if (state.session !== null) lastUser.email = state.session.user.email
  })
  return {
    client,
    world,
    journal,
    accounts: new Map(),
    outcomes: observable({}),
    lastUser,
    phoneChanges: observable(0),
    endedAt: observable<EndedAt>({ browser: null, phone: null }),
  }
}
