/** Hears from the server when sessions of this browser end, or what their tokens say is no longer so: one tab for all. */

import type { SessionEndedReason } from '@coatcheck/core/protocol'
import { readEvents, type StreamEvent } from '../feed/event-stream.ts'
import type { Environment } from './environment.ts'
import type { Tell } from './send.ts'
import { startTimeLimit } from './time-limit.ts'
import { isMembers } from './wire.ts'

/** What is heard. */
export type ServerEvent =
  /** `reason: null`: it is to be asked. */
  | { readonly kind: 'ended'; readonly sessionId: string; readonly reason: SessionEndedReason | null }
  | { readonly kind: 'outdated'; readonly userId: string }
  /** The connection was refused: who is signed in is to be asked anew. */
  | { readonly kind: 'refused' }
  /** There is a connection again: what was said meanwhile was not heard. */
  | { readonly kind: 'connected-again' }

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** What breaks off sooner was no connection: some proxies end every stream at once. */
const LASTING_MS = 10_000
/** The server says every 25 s that it is there. */
const SILENCE_MS = 60_000

/** Listens until the signal aborts, once it is this tab's turn. Only a tab that is seen does: no other may hold it up. */
export async function listen(
  deps: {
    readonly url: string
    readonly name: string
    readonly environment: Environment
    readonly tell: Tell
    readonly listenBy: () => Promise<RequestInit | null>
    readonly onEvent: (event: ServerEvent) => void
  },
  over: AbortSignal,
): Promise<void> {
  const { name, environment, tell, onEvent } = deps
  const work = async (): Promise<void> => {
    let pauseMs = FIRST_PAUSE_MS
    let wasLost = false
    while (!over.aborted) {
      const beganAtMs = environment.monotonicMs()
      const isRefused = await hear(deps, over, () => {
        if (wasLost) onEvent({ kind: 'connected-again' })
      })
      if (over.aborted) return
      wasLost = true
      if (environment.monotonicMs() - beganAtMs > LASTING_MS) pauseMs = FIRST_PAUSE_MS
      tell({ kind: 'events', told: 'lost' })
      if (isRefused) onEvent({ kind: 'refused' })
      await pause(environment, pauseMs * (0.5 + environment.random()), over)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
  }
  await (environment.locks === null ? work() : environment.locks.inTurn(`${name}:events`, over, work))
}

/** One connection. @returns Whether it was refused with 401. */
async function hear(
  { url, environment, tell, listenBy, onEvent }: Parameters<typeof listen>[0],
  over: AbortSignal,
  onConnected: () => void,
): Promise<boolean> {
  const by = await listenBy()
  if (by === null || over.aborted) return false
  const silence = startTimeLimit(environment, SILENCE_MS, over)
  try {
    const response = await environment.fetch(`${url}/api/auth/events`, {
      ...by,
      cache: 'no-store',
      redirect: 'manual',
      signal: silence.signal,
    })
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel()
      return response.status === 401
    }
    tell({ kind: 'events', told: 'connected' })
    onConnected()
    for await (const event of readEvents(response.body)) {
      silence.restart()
      const read = readEvent(event)
      if (read === null) continue
      tell({ kind: 'events', told: read.kind })
      onEvent(read)
    }
    return false
  } catch {
    return false // it broke off, or was broken off: it is tried again
  } finally {
    silence.stop()
  }
}

type Told = Extract<ServerEvent, { kind: 'ended' | 'outdated' }>

function readEvent({ name, data }: StreamEvent): Told | null {
  const members: unknown = name === 'ended' || name === 'outdated' ? JSON.parse(data) : null
  if (!isMembers(members)) return null
  const { sessionId, userId } = members
  const reason = (members['reason'] ?? null) as SessionEndedReason | null
  if (name === 'ended') return typeof sessionId === 'string' ? { kind: 'ended', sessionId, reason } : null
  return typeof userId === 'string' ? { kind: 'outdated', userId } : null
}

/** For so long, or until there is a network again. */
async function pause(
  { setTimer, onOnlineChange }: Environment,
  ms: number,
  over: AbortSignal,
): Promise<void> {
  const stops: (() => void)[] = []
  await new Promise<void>((resolve) => {
    stops.push(setTimer(ms, resolve), onOnlineChange(resolve))
    over.addEventListener('abort', () => resolve())
  })
  for (const stop of stops) stop()
}
