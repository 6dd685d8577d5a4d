/** What a client without cookies keeps: refresh tokens, each with the key of its own refresh, in one text. */

import { encodeBase64url } from '@coatcheck/core/protocol'
import type { Environment } from './environment.ts'
import type { SessionStorage } from './session-storage.ts'
import { isMembers, type Members } from './wire.ts'

/** One session. */
export type KeptSession = {
  readonly id: string
  readonly refreshToken: string
  /**
   * The Idempotency-Key of this token's refresh: kept with it from the first, so that whoever sends the refresh, however
   * often and after whatever crash, gets the same successor.
   */
  readonly refreshKey: string
  /** As the server told them last, for a start without a network. */
  readonly session: Members
  readonly user: Members
}

/** All of it. */
export type Kept = { readonly activeSessionId: string | null; readonly sessions: readonly KeptSession[] }

const NOTHING: Kept = { activeSessionId: null, sessions: [] }

/** A key of 128 random bits. */
export function newRefreshKey({ randomBytes }: Pick<Environment, 'randomBytes'>): string {
  return encodeBase64url(randomBytes(16))
}

/** Reads. @throws What the storage throws. */
export async function readKept(storage: SessionStorage): Promise<Kept> {
  return keptIn(await storage.read())
}

/**
 * Writes what becomes of that which is kept now. To be called with the lock, which may be taken from a tab that is frozen
 * meanwhile: what it wanted to write is then judged anew.
 *
 * @throws What the storage throws.
 */
export async function changeKept(storage: SessionStorage, change: (kept: Kept) => Kept): Promise<void> {
  for (;;) {
    const text = await storage.read()
    const before = keptIn(text)
    const after = change(before)
    if (after === before) return
    const next = after.sessions.length === 0 ? null : JSON.stringify({ v: 1, ...after })
    if (storage.replace === undefined) return await storage.write(next)
    if (await storage.replace(text, next)) return
  }
}

function keptIn(text: string | null): Kept {
  return text === null ? NOTHING : (parseKept(text) ?? NOTHING)
}

/** With another session, or another token of one. */
export function withSession(kept: Kept, session: KeptSession): Kept {
  const others = kept.sessions.filter(({ id }) => id !== session.id)
  return { activeSessionId: kept.activeSessionId ?? session.id, sessions: [...others, session] }
}

/** Without a session. */
export function withoutSession(kept: Kept, gone: string): Kept {
  const sessions = kept.sessions.filter(({ id }) => id !== gone)
  if (sessions.length === kept.sessions.length) return kept
  return { activeSessionId: kept.activeSessionId === gone ? null : kept.activeSessionId, sessions }
}

/** What a text says; `null` when it is not what was written: nobody can be signed in by it. */
function parseKept(text: string): Kept | null {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return null
  }
  if (!isMembers(read) || !Array.isArray(read['sessions'])) return null
  const { activeSessionId } = read
  const sessions: readonly unknown[] = read['sessions']
  return {
    activeSessionId: typeof activeSessionId === 'string' ? activeSessionId : null,
    sessions: sessions.filter(isKeptSession),
  }
}

function isKeptSession(value: unknown): value is KeptSession {
  if (!isMembers(value)) return false
  const texts = ['id', 'refreshToken', 'refreshKey'].map((name) => value[name])
  return (
    texts.every((text) => typeof text === 'string') && isMembers(value['session']) && isMembers(value['user'])
  )
}
