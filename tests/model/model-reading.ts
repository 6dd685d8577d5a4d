/** Between the model's few numbers and the shapes that the real refresh decision judges. */

import {
  idFromBytes,
  RETRY_WINDOW_MS,
  type RefreshAttempt,
  type RefreshReading,
  type Session,
} from '@coatcheck/core'

/** An Idempotency-Key of the model; `null` for none. */
export type Key = number | null

/** What the modelled store holds of a session. */
export type ModelServer = {
  counter: number
  key: Key
  previousKey: Key | 'unknown'
  /** The last step is less than ten seconds old. */
  fresh: boolean
  /** The last step was a step-up. */
  stepUp: boolean
  revoked: boolean
}

/** A request on the modelled network. */
export type ModelRequest = {
  from: number
  counter: number
  key: Key
  stepUp: boolean
  stillCurrent: boolean
  /** Sent after the theft: only what comes of those tells whether both holders go on. */
  sinceTheft: boolean
}

const SALT: Uint8Array = Uint8Array.of(7)
const NOW_MS = 1_000_000_000

/** A modelled request as the real decision wants it. */
export function attemptOf(request: ModelRequest): RefreshAttempt {
  return {
    counter: request.counter,
    salt: SALT,
    keyHash: bytesOf(request.key),
    dpopThumbprint: null,
    stillCurrent: request.stillCurrent,
    kind: request.stepUp ? 'reverify' : 'refresh',
  }
}

const SESSION: Omit<Session, 'chain'> = {
  id: idFromBytes('sess', new Uint8Array(16)),
  userId: idFromBytes('user', new Uint8Array(16)),
  clientId: idFromBytes('client', new Uint8Array(16)),
  transport: 'token',
  createdAtMs: 0,
  lastActiveAtMs: 0,
  end: null,
  epoch: 0,
  limits: {
    idleMs: null,
    activitySlackMs: 5_000,
    absoluteExpiresAtMs: NOW_MS * 2,
    tokenLifetimeMs: 60_000,
    tokenMaxLifetimeMs: 60_000,
  },
  factors: { firstAtMs: 0, secondAtMs: null },
  activeOrganizationId: null,
  needsSecondFactor: false,
  neededSecondFactor: false,
  factorsBefore: { firstAtMs: 0, secondAtMs: null },
  opaqueHash: null,
  tokensUntilMs: null,
  rememberMe: true,
  device: { address: null, userAgent: null },
  actor: null,
  authorizedParty: 'model',
  method: null,
  oauth: null,
}

/** The modelled row as the real decision wants it. `keyed`: whether the session is held to be one with keys. */
export function readingOf(server: ModelServer, keyed: boolean): RefreshReading {
  const lastStep = {
    keyHash: bytesOf(server.key),
    secretVersion: 1,
    atMs: server.fresh ? NOW_MS : NOW_MS - RETRY_WINDOW_MS - 1,
    kind: server.stepUp ? ('reverify' as const) : ('refresh' as const),
  }
  const chain = {
    counter: server.counter,
    salt: SALT,
    keyed,
    dpop: null,
    lastStep: server.counter === 0 && server.key === null ? null : lastStep,
    previousKeyHash: server.previousKey === 'unknown' ? ('unknown' as const) : bytesOf(server.previousKey),
  }
  return { session: { ...SESSION, chain }, user: { state: 'enabled', epoch: 0 }, nowMs: NOW_MS }
}

function bytesOf(key: Key): Uint8Array | null {
  return key === null ? null : Uint8Array.of(key)
}

/** Whether two arrays hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
