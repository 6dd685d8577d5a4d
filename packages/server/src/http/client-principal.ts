/** From the client cookie to the browser behind it and the session that the request is about. */

import {
  type ClientReading,
  isOver,
  type OpaqueCredential,
  parseId,
  parseOpaque,
  PREVIOUS_SECRET_GRACE_MS,
  type Session,
  type SessionReading,
  statusOf,
  type UserId,
} from '@coatcheck/core'
import { clientCookieName, isPlainHttp, readCookie } from '@coatcheck/core/protocol'
import type { Server } from '../server.ts'
import { clearCookies } from './cookies.ts'
import type { BrowserPrincipal } from './principal.ts'
import { problem } from './problem.ts'

/**
 * Reads the client cookie, or `text` in its place.
 *
 * @returns `null` when there is none or it is unknown; an answer when it is no good.
 */
export async function readBrowser(
  server: Server,
  request: Request,
  text?: string,
): Promise<BrowserPrincipal | Response | null> {
  const presented = text ?? readClientCookie(server, request)
  if (presented === null || presented instanceof Response) return presented
  const credential = parseOpaque('client', presented)
  if (credential === null) return problem('credential_invalid')

  const reading = await server.store.sessions.findClient(credential.id)
  const match = reading === null ? null : matchSecret(server, reading, credential)
  if (reading === null || match === null) return null
  const { client, nowMs, position } = reading
  const sessions = reading.sessions
    .filter(({ session }) => !match.inGrace || session.createdAtMs < client.rotatedAtMs)
    .map(({ session, user }) => ({ session: asHeld(session, match.inGrace, nowMs), user, nowMs, position }))
  return { kind: 'browser', client, sessions, ...match }
}

/** A replaced secret reaches what it reached: a session that was pending then still is. */
function asHeld(session: Session, inGrace: boolean, nowMs: number): Session {
  const { secondAtMs } = session.factors
  const wasPending =
    session.neededSecondFactor && secondAtMs !== null && nowMs - secondAtMs <= PREVIOUS_SECRET_GRACE_MS
  return inGrace && wasPending ? { ...session, needsSecondFactor: true } : session
}

/**
 * The living session of a browser that a request is about: the one it names, or the only one.
 *
 * @returns An answer when the named one is not there or has ended, when there is none, or several and none is named.
 */
export function chooseSession(browser: BrowserPrincipal, named: string | null): SessionReading | Response {
  if (named !== null) {
    const id = parseId('sess', named)
    const found = browser.sessions.find(({ session }) => session.id === id)
    return found === undefined ? problem('session_not_found') : livingOrEnded(found)
  }
  const alive = browser.sessions.filter(isAlive)
  const [only, another] = alive
  if (another !== undefined) {
    return problem('invalid_request', {
      field: 'header.Coatcheck-Session',
      detail: 'This browser has several sessions: name the one that the request is about.',
    })
  }
  const newest = only ?? browser.sessions[0]
  return newest === undefined ? problem('session_ended', { reason: 'unknown' }) : livingOrEnded(newest)
}

/** A session if it lives; the answer that says why it ended, if not. */
export function livingOrEnded(reading: SessionReading): SessionReading | Response {
  return isAlive(reading) ? reading : endedProblem(reading)
}

/** The answer that says why a session ended; `null` for one that is not kept any more. */
export function endedProblem(reading: SessionReading | null): Response {
  const status = reading === null ? null : statusOf(reading.session, reading.user, reading.nowMs)
  const reason = status !== null && isOver(status) ? status.reason : 'unknown'
  return problem('session_ended', { reason })
}

/** Whether a session lives as of its reading, be it pending. */
export function isAlive({ session, user, nowMs }: SessionReading): boolean {
  return !isOver(statusOf(session, user, nowMs))
}

/** Whether a session lives as of its reading, and waits for nothing. */
export function isActive({ session, user, nowMs }: SessionReading): boolean {
  return statusOf(session, user, nowMs).state === 'active'
}

/** The answer that says what a pending session waits for; `null` for any other. */
export function refusePending({ session, user, nowMs }: SessionReading): Response | null {
  const status = statusOf(session, user, nowMs)
  return status.state === 'pending' ? problem('session_pending', { tasks: status.tasks }) : null
}

/** The users who are signed in in a browser, by sessions of their own. */
export function usersOf({ sessions, inGrace }: BrowserPrincipal): readonly UserId[] {
  if (inGrace) return []
  return sessions.filter(isActive).map(({ session }) => session.userId)
}

/** The factors that a principal's tokens may report: those from before, while an old secret is in its grace. */
export function reportedFactors(session: Session, inGrace: boolean): Session['factors'] {
  return inGrace ? session.factorsBefore : session.factors
}

function readClientCookie({ settings }: Server, request: Request): string | Response | null {
  const reading = readCookie(request.headers.get('cookie'), clientCookieName(settings.url))
  if (reading.found === 'one') return reading.value
  if (reading.found === 'none' || isPlainHttp(settings.url)) return null
  return problem('cookie_conflict', { cookies: clearCookies(settings) })
}

function matchSecret(
  server: Server,
  { client, nowMs }: ClientReading,
  credential: OpaqueCredential<'client'>,
): { readonly presentedHash: Uint8Array; readonly inGrace: boolean } | null {
  const presentedHash = server.crypto.sha256(credential.secret)
  const is = (hash: Uint8Array | null): boolean => hash !== null && server.crypto.equal(hash, presentedHash)
  if (is(client.secretHash)) return { presentedHash, inGrace: false }
  const ageMs = nowMs - client.rotatedAtMs
  const isFresh = ageMs >= 0 && ageMs < PREVIOUS_SECRET_GRACE_MS
  return isFresh && is(client.previousSecretHash) ? { presentedHash, inGrace: true } : null
}
