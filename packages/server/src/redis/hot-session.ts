/** Between records in Redis and sessions as core knows them. */

import type { RefreshChain, Session, StepKind, UserStanding } from '@coatcheck/core'
import { type SessionRow, sessionFromRow, standingFromRow } from '../sql/session-row.ts'
import type { HotState } from '../sql/session-record.ts'

/** What a script answers of a session: a word, the row, and the members that change here. */
export type HotReply = readonly [state: string, row: string, ...members: string[]]

/** The members of a record. */
export type Members = { readonly [member: string]: string | number }

/** A record to write: for how long, and what. */
export type HotRecord = { readonly keptMs: number; readonly members: Members }

/** A session as Redis holds it. */
export type HotSession = {
  readonly session: Session
  readonly user: UserStanding
  /** The log's head when the row was read. */
  readonly position: number
  /** Until when the database says that somebody may have been active. */
  readonly promisedMs: number
  /** Until when the database must promise activity before anybody is answered, if it must. */
  readonly promiseUntilMs: number | null
}

/** How far ahead of what is known the database is told that somebody may be active, at most. */
export const MAX_AHEAD_MS = 300_000

const PIECE = 64
const MAX_PIECES = 16
/** How long a record stays behind the session's absolute limit. */
const KEPT_MS = 60_000

/** Reads a reply. */
export function readHot([, text, ...members]: HotReply): HotSession {
  const { row, position } = rowFromText(text)
  const recorded = sessionFromRow(row)
  const [
    counter,
    key,
    secretVersion,
    stepAt,
    kind,
    previous,
    unknown,
    lastActive,
    tokensUntil,
    promised,
    promise,
  ] = members
  const chain: RefreshChain | null =
    recorded.chain === null
      ? null
      : {
          ...recorded.chain,
          counter: Number(counter),
          lastStep:
            stepAt === ''
              ? null
              : {
                  keyHash: bytesOrNull(key),
                  secretVersion: Number(secretVersion),
                  atMs: Number(stepAt),
                  kind: kind as StepKind,
                },
          previousKeyHash: unknown === '1' ? 'unknown' : bytesOrNull(previous),
        }
  return {
    session: {
      ...recorded,
      lastActiveAtMs: Number(lastActive),
      tokensUntilMs: tokensUntil === '' || tokensUntil === undefined ? null : Number(tokensUntil),
      chain,
    },
    user: standingFromRow(row),
    position,
    promisedMs: Number(promised),
    promiseUntilMs: promise === undefined ? null : Number(promise),
  }
}

/**
 * A row with what is known better here.
 *
 * @param isExact Whether nothing that was written here can be missing.
 */
export function merge(row: SessionRow, held: HotSession | null, isExact: boolean): Session {
  const recorded = sessionFromRow(row)
  if (held === null || recorded.end !== null) return recorded
  const { session } = held
  // What the database knows beyond what it promised is an act that was done there.
  const isKnownBetter = isExact && recorded.lastActiveAtMs <= held.promisedMs
  const isAhead = (session.chain?.counter ?? 0) > (recorded.chain?.counter ?? 0)
  return {
    ...recorded,
    chain: isAhead ? session.chain : recorded.chain,
    lastActiveAtMs: isKnownBetter
      ? session.lastActiveAtMs
      : Math.max(session.lastActiveAtMs, recorded.lastActiveAtMs),
    tokensUntilMs: latest(session.tokensUntilMs, recorded.tokensUntilMs),
  }
}

/** The members of a session's record, and for how long they are kept: until there is nothing to ask of it any more. */
export function hotMembers(
  row: SessionRow,
  position: number,
  session: Session,
  { era, nowMs }: { readonly era: string; readonly nowMs: number },
): HotRecord {
  const { limits, chain } = session
  const user = standingFromRow(row)
  const isDead = session.end !== null || user.state !== 'enabled' || user.epoch > session.epoch
  const step = chain?.lastStep ?? null
  const previous = chain?.previousKeyHash ?? null
  const { idleMs, activitySlackMs } = limits
  const members = {
    ...pieces(rowToText(row, position)),
    era,
    dead: Number(isDead),
    due: Number(session.needsSecondFactor),
    abs: limits.absoluteExpiresAtMs,
    idle: idleMs === null ? '' : idleMs + activitySlackMs,
    slack: activitySlackMs,
    ahead: idleMs === null ? '' : Math.min(MAX_AHEAD_MS, Math.floor(idleMs / 4)),
    la: session.lastActiveAtMs,
    cp: sessionFromRow(row).lastActiveAtMs,
    tu: session.tokensUntilMs ?? '',
    salt: text(chain?.salt ?? null),
    keyed: Number(chain?.keyed ?? false),
    n: chain?.counter ?? 0,
    k: text(step?.keyHash ?? null),
    kv: step?.secretVersion ?? '',
    kt: step?.atMs ?? '',
    kk: step?.kind ?? '',
    pk: text(previous === 'unknown' ? null : previous),
    pu: Number(previous === 'unknown'),
    rt: 0,
  }
  return { keptMs: Math.max(0, limits.absoluteExpiresAtMs - nowMs) + KEPT_MS, members }
}

/** What is brought back into the database. */
export function hotState({ session }: HotSession, isExact: boolean): HotState {
  const { id, lastActiveAtMs, tokensUntilMs, chain } = session
  return { id, lastActiveAtMs: isExact ? lastActiveAtMs : null, tokensUntilMs, chain }
}

/** Cuts a text into members that are short enough for Redis to keep the record as one packed list. */
export function pieces(whole: string): Members {
  const members: Record<string, string> = {}
  for (let piece = 1; piece <= MAX_PIECES && (piece - 1) * PIECE < whole.length; piece++) {
    const from = (piece - 1) * PIECE
    members[`b${piece}`] = piece === MAX_PIECES ? whole.slice(from) : whole.slice(from, from + PIECE)
  }
  return members
}

/** Bytes as scripts compare them. */
export function text(bytes: Uint8Array | null): string {
  return bytes === null ? '' : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}

function rowToText(row: SessionRow, position: number): string {
  return JSON.stringify([
    position,
    ...row.map((value) => (value instanceof Uint8Array ? [text(value)] : value)),
  ])
}

function rowFromText(whole: string): { readonly row: SessionRow; readonly position: number } {
  const [position, ...row] = JSON.parse(whole) as [number, ...unknown[]]
  return {
    position,
    row: row.map((value) => (Array.isArray(value) ? Buffer.from(value[0], 'base64') : value)),
  }
}

function bytesOrNull(spelled: string | undefined): Uint8Array | null {
  return spelled === undefined || spelled === '' ? null : Buffer.from(spelled, 'base64')
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}
