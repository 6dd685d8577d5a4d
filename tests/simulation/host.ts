/** The server of a world: the real one, in this process, by the time of that world. It is stopped, started, and fails over. */

import { rmSync } from 'node:fs'
import type { SessionId, SessionReading } from '@coatcheck/core'
import { seededRandom } from '@coatcheck/core/testing'
import type { Coatcheck } from '@coatcheck/server'
import type { Ground, Restless } from './ground.ts'
import { type Received, requestOf, type Sent } from './messages.ts'
import { administer, loseSteps, type Prepared, startServer } from './prepared-server.ts'
import { createServerTimers, type ServerTimers } from './server-timers.ts'

/** The server. */
export type Host = Restless & {
  readonly isUp: () => boolean
  /** Answers a request that has arrived. */
  readonly answer: (sent: Sent) => Promise<Received & { readonly stream: ReadableStream<Uint8Array> | null }>
  /** Ends the process, and begins another one after a while. @param losesMs Of what was written last, how long ago. */
  readonly restart: (downMs: number, losesMs: number) => Promise<void>
  readonly administer: (method: string, path: string, body?: object) => Promise<unknown>
  /** What a session truly is. */
  readonly read: (sessionId: string) => Promise<SessionReading | null>
  /** Somebody listens to events, or no longer does. */
  readonly listening: (change: 1 | -1) => void
  readonly close: () => Promise<void>
}

/** Looked at so often while somebody listens, which also makes the heartbeats. */
const LOG_POLL_MS = 10_000

/** Starts it. */
export async function openHost(
  ground: Ground,
  prepared: Prepared,
  settings: { readonly [variable: string]: string },
): Promise<Host> {
  const { agenda, dice, journal } = ground
  const { nowMs } = agenda
  const folder = prepared.newFolder()
  const random = seededRandom(dice.between(1, 2 ** 30))
  let node: (Coatcheck & { readonly timers: ServerTimers }) | null = null
  let listeners = 0

  async function start(): Promise<void> {
    const timers = createServerTimers(agenda, LOG_POLL_MS, () => listeners > 0)
    const world = { clock: { nowMs }, random, timers, logPollMs: LOG_POLL_MS, logoutPollMs: 3_600_000 }
    node = { ...(await startServer(folder, world, settings)), timers }
  }

  async function stop(): Promise<void> {
    const stopped = node
    node = null
    await stopped?.close()
  }

  function up(): Coatcheck {
    if (node === null) throw new Error('the server is down')
    return node
  }

  await start()
  return {
    isUp: () => node !== null,
    isAtRest: () => node === null || node.timers.isAtRest(),
    answer: async (sent) => {
      const { fetch, server } = up()
      const response = await fetch(requestOf(sent))
      await server.background.drain()
      const { status, headers } = response
      const isStream = headers.get('content-type') === 'text/event-stream'
      const text = isStream || status === 204 ? '' : await response.text()
      return { status, headers, text, stream: isStream ? response.body : null }
    },
    restart: async (downMs, losesMs) => {
      await stop()
      const sinceMs = nowMs() - losesMs
      agenda.after(downMs, () => {
        if (losesMs > 0)
          journal.note(
            'server',
            `lost steps of ${loseSteps(folder, sinceMs, () => dice.chance(0.7))} sessions`,
          )
        ground.holdTime(start().then(() => journal.note('server', 'is up')))
      })
    },
    administer: (method, path, body) => administer(up(), method, path, body),
    read: (sessionId) => up().server.store.sessions.find(sessionId as SessionId),
    listening: (change) => {
      listeners += change
      if (change === 1) node?.timers.rouse()
    },
    close: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
