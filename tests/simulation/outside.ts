/** What tabs reach from their browsers: the server, and the application's own backend. Everything sent is watched. */

import { parseRefreshToken } from '@coatcheck/core'
import { APPLICATION_URL, createApplicationServer } from './application-server.ts'
import type { Ground } from './ground.ts'
import type { Host } from './host.ts'
import type { Judge } from './judge.ts'
import type { Sent } from './messages.ts'
import type { Mischief } from './mischief.ts'
import type { Server } from './network.ts'
import { type Prepared, SERVER_URL } from './prepared-server.ts'
import type { Tab } from './tab.ts'
import type { RequestWatch } from './watch-requests.ts'
import type { TokenWatch } from './watch-tokens.ts'

/** What the way outside needs to know. */
export type OutsideParts = {
  readonly ground: Ground
  readonly prepared: Prepared
  readonly host: Host
  readonly mischief: () => Mischief | null
  readonly judge: Judge
  readonly tokens: TokenWatch
  readonly requests: RequestWatch
}

/** A late request that is further behind than that is one of which nothing is claimed (DESIGN: "no request older than two"). */
const OLDEST_STEP = 2
/** What arrives sooner was not held back. */
const LATE_MS = 1_000

/** Makes the `fetch` of all tabs. */
export function createOutside(
  parts: OutsideParts,
): (tab: Tab, input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  const { ground, prepared, host, mischief, judge, tokens, requests } = parts
  const { nowMs } = ground.agenda
  const verify = createApplicationServer(prepared, nowMs)
  const calls = new Map<string, number>()

  const coatcheck: Server = {
    isUp: host.isUp,
    answer: host.answer,
    listening: host.listening,
    dateOffMs: () => mischief()?.dateOffMs() ?? 0,
    gateway: () => mischief()?.gateway() ?? { kind: 'open' },
    isTooLate: async (sent, afterMs) => {
      if (afterMs < LATE_MS) return false
      const token = refreshTokenOf(sent)
      if (token === null) return false
      const reading = await host.read(token.sessionId)
      const counter = reading?.session.chain?.counter ?? 0
      return counter - token.counter > OLDEST_STEP
    },
  }
  const application: Server = {
    isUp: () => true,
    answer: async (sent) => ({ ...(await verify(sent)), stream: null }),
    listening: () => {},
    dateOffMs: () => 0,
    gateway: () => ({ kind: 'open' }),
    isTooLate: () => Promise.resolve(false),
  }

  function call(tab: Tab, sent: Sent): Promise<Response> {
    const token = sent.headers.get('authorization')?.slice('Bearer '.length)
    if (token !== undefined) tokens.used(tab, token)
    const id = sent.headers.get('x-call') ?? ''
    const times = (calls.get(id) ?? 0) + 1
    calls.set(id, times)
    if (times > 2) judge.find('repeats', tab.name, 'sends a call a third time')
    return tab.browser.network.send(application, { loop: tab.loop, sent, signal: null, onArrival: () => {} })
  }

  return (tab, input, init) => {
    const sent = sentOf(input, init)
    if (sent.url.startsWith(APPLICATION_URL)) return call(tab, sent)
    const { jar, network } = tab.browser
    const withCookies = init?.credentials === 'include'
    const sentAtMs = nowMs()
    const heard = requests.sent(tab, sent)
    const cookies = withCookies ? jar.header() : null
    if (cookies !== null) sent.headers.set('cookie', cookies)
    if (sent.method !== 'GET') sent.headers.set('origin', SERVER_URL)
    const answered = network.send(coatcheck, {
      loop: tab.loop,
      sent,
      signal: init?.signal ?? null,
      onArrival: ({ status, headers, text }) => {
        if (withCookies) jar.take(headers.getSetCookie())
        if (status === 200 && /"(?:accessToken|token)":"/.test(text)) tokens.heard(tab, sentAtMs)
      },
    })
    void answered.then(heard, heard)
    return answered
  }
}

function sentOf(input: string | URL | Request, init?: RequestInit): Sent {
  if (input instanceof Request) {
    const { method, url, headers } = input
    return { method, url, headers: new Headers(headers), body: null }
  }
  const body = typeof init?.body === 'string' ? init.body : null
  return { method: init?.method ?? 'GET', url: String(input), headers: new Headers(init?.headers), body }
}

function refreshTokenOf({ body }: Sent): ReturnType<typeof parseRefreshToken> {
  const members = body === null ? null : (JSON.parse(body) as { readonly refreshToken?: unknown })
  return typeof members?.refreshToken === 'string' ? parseRefreshToken(members.refreshToken) : null
}
