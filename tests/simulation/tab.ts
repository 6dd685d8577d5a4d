/** A tab with the real client in it: what it has of its browser, and what happens to it. */

import {
  type ClientOptions,
  type CoatcheckClient,
  createClient,
  createTokenClient,
  type Environment,
  type SessionStorage,
  type TraceEntry,
} from '@coatcheck/sdk/browser'
import { APPLICATION_URL } from './application-server.ts'
import type { Browser } from './browser.ts'
import { createEventLoop, type EventLoop } from './event-loop.ts'
import type { Ground } from './ground.ts'
import { createPage, type SimulatedPage } from './page.ts'
import { SERVER_URL } from './prepared-server.ts'

/** A tab. */
export type Tab = {
  readonly name: string
  readonly browser: Browser
  readonly loop: EventLoop
  readonly page: SimulatedPage
  readonly client: CoatcheckClient
  /** What it remembers when it is loaded anew. */
  readonly memory: Map<string, string>
  /** It is closed, or crashes: either way it has no time to say anything. */
  readonly leave: () => void
}

/** What is around a tab besides its browser. */
export type Surroundings = {
  readonly fetch: (tab: Tab, input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** The environment that the client gets: the honest one, or as a control another. */
  readonly environmentOf: (honest: Environment) => Environment
  /** Called whenever a tab asks for something outside: it may be frozen or crash before it hears the answer. */
  readonly onStepOutside: (tab: Tab) => void
}

/** Opens one, in view. */
export function openTab(
  ground: Ground,
  { fetch, environmentOf, onStepOutside }: Surroundings,
  browser: Browser,
  { name, memory = new Map() }: { readonly name: string; readonly memory?: Map<string, string> },
): Tab {
  const { machine, network, kind } = browser
  const dice = ground.dice.fork()
  const page = createPage(ground.agenda.nowMs)
  const loop = createEventLoop(ground.agenda, machine, page.timerSlackMs)
  const stored = browser.storage.of(loop)
  const stops: (() => void)[] = []
  const environment: Environment = {
    fetch: (input, init) => {
      onStepOutside(tab)
      return fetch(tab, input, init)
    },
    monotonicMs: machine.monotonicMs,
    wallMs: machine.wallMs,
    random: dice.number,
    randomBytes: dice.bytes,
    setTimer: loop.setTimer,
    locks: browser.locks.of(loop),
    openChannel: browser.channels.of(loop),
    page: page.page,
    isOnline: () => network.weather().isOnline,
    onOnlineChange: (listener) => {
      const stop = network.onOnlineChange(() => loop.deliver(listener))
      stops.push(stop)
      return stop
    },
    tabMemory: {
      get: (key) => memory.get(key) ?? null,
      set: (key, value) => void (value === null ? memory.delete(key) : memory.set(key, value)),
    },
  }
  const storage: SessionStorage = {
    name: 'device',
    read: () => {
      onStepOutside(tab)
      return stored.read()
    },
    write: (text) => {
      onStepOutside(tab)
      return stored.write(text)
    },
    replace: (before, after) => {
      onStepOutside(tab)
      return stored.replace(before, after)
    },
  }
  const { deviceKey } = kind
  const withKey = deviceKey === null ? storage : { ...storage, deviceKey: () => Promise.resolve(deviceKey) }
  const options: ClientOptions = {
    url: SERVER_URL,
    tokenOrigins: [APPLICATION_URL],
    environment: environmentOf(environment),
    onTrace: (entry) => ground.journal.note(name, tellTrace(entry)),
  }
  const byTokens = { ...options, storage: withKey, dangerouslyKeepTokensInBrowser: true }
  const tab: Tab = {
    name,
    browser,
    loop,
    page,
    client: kind.mode === 'cookie' ? createClient(options) : createTokenClient(byTokens),
    memory,
    leave: () => {
      loop.end()
      for (const stop of stops) stop()
      browser.locks.release(loop)
      network.hangUp(loop)
    },
  }
  return tab
}

function tellTrace(entry: TraceEntry): string {
  switch (entry.kind) {
    case 'request':
      return `-> ${entry.method} ${entry.path} (${entry.id})`
    case 'response':
      return `<- (${entry.id}) ${entry.status ?? ''} ${entry.code ?? ''}`
    case 'token':
      return `has a token, from ${entry.from}`
    case 'wait':
      return `waits for ${entry.for}`
    case 'planned':
      return `will renew in ${Math.round(entry.afterMs)} ms`
    case 'wake':
      return `wakes: ${entry.by}`
    case 'events':
      return `events: ${entry.told}`
    case 'repeat':
      return `repeats: ${entry.reason ?? ''}`
  }
}
