/** Reads what the server says of sessions, users and tokens. What is not as it should be is somebody else's answer. */

import type { SessionClaims } from '../backend/session-claims.ts'
import type { ClientSession, ClientToken, ClientUser } from './client.ts'
import type { HeldToken } from './token-freshness.ts'

/** The members of an object that came from elsewhere. */
export type Members = { readonly [member: string]: unknown }

/** A session with its user, as `GET /api/auth/client` lists it; `null` when it is none. */
export function readSession(session: unknown, user: unknown): ClientSession | null {
  if (!isMembers(session) || !isMembers(user)) return null
  const { id, status, tasks, device, actor } = session
  const createdAt = readDate(session['createdAt'])
  const lastActiveAt = readDate(session['lastActiveAt'])
  const expireAt = readDate(session['expiresAt'])
  const read = readUser(user)
  if (typeof id !== 'string' || (status !== 'active' && status !== 'pending') || read === null) return null
  if (createdAt === null || lastActiveAt === null || expireAt === null) return null
  return {
    id,
    status,
    tasks: Array.isArray(tasks) ? (tasks as ClientSession['tasks']) : [],
    user: read,
    createdAt,
    lastActiveAt,
    expireAt,
    abandonAt: readDate(session['idleExpiresAt']),
    actor: isMembers(actor) && typeof actor['sub'] === 'string' ? { sub: actor['sub'] } : null,
    device: { browser: null, os: null, type: null, address: null, ...(isMembers(device) && device) },
  }
}

/** When the person of a session acted, in milliseconds since 1970; 0 where it is not said. */
export function readLastActive(session: unknown): number {
  return (isMembers(session) ? readDate(session['lastActiveAt'])?.getTime() : null) ?? 0
}

/** A user; `null` when it is none. What the server says besides is passed on as it is. */
function readUser(user: Members): ClientUser | null {
  const createdAt = readDate(user['createdAt'])
  const updatedAt = readDate(user['updatedAt'])
  if (typeof user['id'] !== 'string' || createdAt === null || updatedAt === null) return null
  const lastSignInAt = readDate(user['lastSignInAt'])
  const deletionAt = readDate(user['deletionAt'])
  return { ...(user as ClientUser), createdAt, updatedAt, lastSignInAt, deletionAt }
}

/** A token by its own claims, which nobody checks here; `null` when it is none. */
export function readToken(
  text: unknown,
  asked: Pick<HeldToken, 'askedSeconds' | 'clamped'>,
): HeldToken | null {
  if (typeof text !== 'string') return null
  const claims = readClaims(text)
  if (claims === null || !Number.isFinite(claims.iat) || !Number.isFinite(claims.exp)) return null
  return { text, claims, issuedAtMs: claims.iat * 1000, expiresAtMs: claims.exp * 1000, ...asked }
}

/** What an application may know of a token. */
export function shownToken(claims: SessionClaims): ClientToken {
  return { claims, issuedAt: new Date(claims.iat * 1000), expiresAt: new Date(claims.exp * 1000) }
}

function readClaims(text: string): SessionClaims | null {
  try {
    const payload = text.split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    )
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return isMembers(claims) ? (claims as SessionClaims) : null
  } catch {
    return null // whatever it is, it is no token
  }
}

/** Whether something is an object with members. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readDate(value: unknown): Date | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isFinite(ms) ? new Date(ms) : null
}
