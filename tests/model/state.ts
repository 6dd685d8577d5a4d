/** One state of the modelled world: what server, storage, tabs, network and thief hold. */

import type { Key, ModelRequest, ModelServer } from './model-reading.ts'

/** An answer on the modelled network. Answers that sign out are not modelled: the session's end is the finding. */
export type Response = {
  to: number
  asked: number
  outcome: 'token' | 'superseded'
  counter: number
}

/** A tab of the owner's browser. */
export type Tab = {
  phase: 'idle' | 'locked' | 'waiting'
  /** The counter of the token that it waits for the successor of; -1 for none that matters. */
  asked: number
  /** The counter of the token that was called superseded and was still there after reading again; -1 for none. */
  superseded: number
}

/** One state of the world. Plain data, so that it can be copied and compared. */
export type State = {
  server: ModelServer
  /** The server before each of its last writes, the newest first, while those can still be lost. */
  before: ModelServer[]
  rollbacks: number
  storage: { counter: number; key: Key }
  lock: number
  tabs: Tab[]
  requests: ModelRequest[]
  responses: Response[]
  /** What the thief holds; `null` before the theft. */
  thief: { counter: number; key: Key } | null
  /** The steps whose access token the owner, and the thief, got by requests sent since the theft. */
  ownerGot: number[]
  thiefGot: number[]
  nextKey: number
}

/** The number of the thief among those who send. */
export const THIEF = 9

/** The lock of the storage when no tab has it. */
export const NO_LOCK = -1

/** A new session: the token with counter 0 is in the storage. */
export function initialState(): State {
  return {
    server: { counter: 0, key: null, previousKey: null, fresh: false, stepUp: false, revoked: false },
    before: [],
    rollbacks: 0,
    storage: { counter: 0, key: null },
    lock: NO_LOCK,
    tabs: [0, 1].map(() => ({ phase: 'idle', asked: -1, superseded: -1 })),
    requests: [],
    responses: [],
    thief: null,
    ownerGot: [],
    thiefGot: [],
    nextKey: 1,
  }
}

/** A copy that shares nothing that a transition changes. */
export function copyState(state: State): State {
  return {
    ...state,
    server: { ...state.server },
    before: state.before.map((one) => ({ ...one })),
    storage: { ...state.storage },
    tabs: state.tabs.map((tab) => ({ ...tab })),
    requests: state.requests.map((request) => ({ ...request })),
    responses: state.responses.map((response) => ({ ...response })),
    thief: state.thief === null ? null : { ...state.thief },
    ownerGot: [...state.ownerGot],
    thiefGot: [...state.thiefGot],
  }
}
