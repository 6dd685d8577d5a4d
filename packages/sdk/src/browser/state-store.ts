/** What a client knows, as one value that changes as a whole, and those who are told when it does. */

import type { SessionEndedReason } from '@coatcheck/core/protocol'
import type { ClientEvent, ClientSession, ClientState, ClientToken } from './client.ts'
import type { CallFailure } from './outcome.ts'

/** What the state is made from. */
export type Knowledge = {
  /** `null` until it is known who is signed in. */
  readonly sessions: readonly ClientSession[] | null
  /** The session of this tab. */
  readonly currentId: string | null
  readonly token: ClientToken | null
  readonly reason: SessionEndedReason | null
  readonly error: CallFailure | null
}

/** The store. */
export type StateStore = {
  readonly state: () => ClientState
  readonly knowledge: () => Knowledge
  readonly change: (change: Partial<Knowledge>) => void
  /** @returns Calls it off. */
  readonly onChange: (listener: (event: ClientEvent) => void) => () => void
}

/** Makes one. */
export function createStateStore(initial: Knowledge): StateStore {
  let knowledge = initial
  let state = stateOf(initial)
  const listeners = new Set<(event: ClientEvent) => void>()
  return {
    state: () => state,
    knowledge: () => knowledge,
    change: (change) => {
      knowledge = { ...knowledge, ...change }
      const before = state
      const after = stateOf(knowledge)
      if (isSame(before, after)) return
      state = after
      const heard = Array.from(listeners) // whoever comes while it is told knows it already
      for (const event of eventsOf(before, after)) for (const listener of heard) tell(listener, event)
    },
    onChange: (listener) => {
      const own = (event: ClientEvent): void => listener(event) // the same one twice is two
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}

/** A listener that fails is its owner's affair, and reaches the console: the others hear all the same. */
function tell(listener: (event: ClientEvent) => void, event: ClientEvent): void {
  try {
    listener(event)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

function stateOf({ sessions, currentId, token, reason, error }: Knowledge): ClientState {
  const session = sessions?.find(({ id, status }) => id === currentId && status === 'active') ?? null
  return {
    status: statusOf(sessions, session, error),
    isLoaded: sessions !== null,
    session,
    sessions: sessions === null || sessions.length === 0 ? NOBODY : sessions,
    token: session === null ? null : token,
    reason: session === null ? reason : null,
    error,
  }
}

const NOBODY: readonly ClientSession[] = []

function statusOf(
  sessions: Knowledge['sessions'],
  session: ClientSession | null,
  error: CallFailure | null,
): ClientState['status'] {
  if (error !== null) return error.code === 'offline' ? 'offline' : 'degraded'
  if (sessions === null) return 'loading'
  return session === null ? 'signed-out' : 'signed-in'
}

function isSame(a: ClientState, b: ClientState): boolean {
  return (Object.keys(a) as (keyof ClientState)[]).every((member) => a[member] === b[member])
}

function eventsOf(before: ClientState, state: ClientState): readonly ClientEvent[] {
  const events: ClientEvent[] = []
  if (before.session === null && state.session !== null) events.push({ type: 'signed-in', state })
  else if (before.session !== null && state.session === null)
    events.push({ type: 'signed-out', state, reason: state.reason ?? 'unknown' })
  else if (before.session !== state.session || before.sessions !== state.sessions)
    events.push({ type: 'session-changed', state })
  if (before.token !== state.token && state.token !== null) events.push({ type: 'token', state })
  if (before.status !== state.status || events.length === 0) events.push({ type: 'status', state })
  return events
}
