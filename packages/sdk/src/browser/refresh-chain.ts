/** A refresh token as it is used: presented as it is kept, with its key and a proof, and its successor kept in its place. */

import type { CredentialParts } from './assemble-client.ts'
import { dpopProof } from './dpop-header.ts'
import { changeKept, type KeptSession, newRefreshKey, readKept, withSession } from './kept-sessions.ts'
import type { CallFailure } from './outcome.ts'
import { failure, type Sent } from './send.ts'
import type { SessionStorage } from './session-storage.ts'
import { isMembers } from './wire.ts'

/** A request that showed a refresh token, and its answer; without one when none is kept. */
export type Shown =
  | { readonly held: KeptSession; readonly answer: Sent | CallFailure }
  | { readonly held: null; readonly answer: CallFailure }

/** What is sent with it. */
export type Showing = { readonly method: string; readonly path: string; readonly body: object }

/** The chain. Everything of it is to be called with the lock, and throws what the storage throws. */
export type RefreshChain = {
  /** Sends something new, with a key of its own. */
  readonly begin: (path: string, body: object) => Promise<Sent | CallFailure>
  /** Shows the refresh token, which is not used up by it. */
  readonly present: (sessionId: string, showing: Showing) => Promise<Shown>
  /** Steps until an answer does what was asked, which `finish` tells of it. */
  readonly rotate: <T>(
    sessionId: string,
    path: string,
    body: object,
    finish: (answer: Sent) => Promise<T | 'again'> | T | 'again',
  ) => Promise<T | CallFailure>
}

/** A refresh token leads to its successor's successor at most, so many times, before something is wrong. */
const MOST_STEPS = 4

/** Makes it. */
export function createRefreshChain(
  deps: Pick<CredentialParts, 'url' | 'environment' | 'send' | 'time'> & { readonly storage: SessionStorage },
): RefreshChain {
  const { url, storage, environment, send, time } = deps

  /** With a proof of the device's key, where it has one; again when a wrong clock made a wrong proof. */
  async function prove<T extends { readonly answer: Sent | CallFailure }>(
    method: string,
    path: string,
    leave: (proof: { readonly [name: string]: string }) => Promise<T>,
  ): Promise<T> {
    const attempt = async (clock: () => number): Promise<T> => {
      const key = await storage.deviceKey?.()
      if (key === undefined) return await leave({})
      const request = { method, url: `${url}/api/auth/${path}`, nowMs: clock() }
      return await leave({ dpop: await dpopProof(key, request, environment) })
    }
    const shown = await attempt(time.nowMs)
    if (!isClockTrouble(shown.answer)) return shown
    const again = await attempt(time.byDateMs)
    // Clocks are set right again: that ours, and the server's `Date`, are wrong is no reason to give up.
    return isClockTrouble(again.answer) ? { ...again, answer: { ...again.answer, retryable: true } } : again
  }

  /** Read last, and sent in the same task: between two tasks a tab may be frozen, while another one goes on for hours. */
  function present(sessionId: string, showing: Showing, superseded: string | null): Promise<Shown> {
    const { method, path, body } = showing
    return prove<Shown>(method, path, async (proof) => {
      const held = (await readKept(storage)).sessions.find(({ id }) => id === sessionId)
      if (held === undefined) return { held: null, answer: gone() }
      const { refreshToken, refreshKey } = held
      const answer = await send({
        method,
        path: `/api/auth/${path}`,
        headers: { 'idempotency-key': refreshKey, ...proof },
        body: { ...body, refreshToken, ...(refreshToken === superseded && { stillCurrent: true }) },
        cookies: false,
      })
      return { held, answer }
    })
  }

  /** Keeps a successor, unless somebody who took the lock meanwhile kept another one. */
  async function keepSuccessor(held: KeptSession, { body }: Sent): Promise<void> {
    const { refreshToken, session } = body
    if (typeof refreshToken !== 'string') return
    const refreshKey = newRefreshKey(environment)
    const next = { ...held, refreshToken, refreshKey, session: isMembers(session) ? session : held.session }
    await changeKept(storage, (kept) =>
      kept.sessions.some((one) => one.id === held.id && one.refreshToken === held.refreshToken)
        ? withSession(kept, next)
        : kept,
    )
  }

  return {
    begin: async (path, body) => {
      const key = newRefreshKey(environment)
      const { answer } = await prove('POST', path, async (proof) => {
        const headers = { 'idempotency-key': key, ...proof }
        return {
          answer: await send({ method: 'POST', path: `/api/auth/${path}`, headers, body, cookies: false }),
        }
      })
      return answer
    },
    present: (sessionId, showing) => present(sessionId, showing, null),
    rotate: async (sessionId, path, body, finish) => {
      let superseded: string | null = null
      for (let steps = 0; steps < MOST_STEPS; steps++) {
        const { held, answer } = await present(sessionId, { method: 'POST', path, body }, superseded)
        if (held === null) return answer
        if (!answer.ok) {
          // A late duplicate got in between: what is kept now is asked with, and said to be what is kept.
          if (answer.code !== 'refresh_superseded' || superseded === held.refreshToken) return answer
          superseded = held.refreshToken
          continue
        }
        const unkept = await guarded(() => keepSuccessor(held, answer))
        const done = await finish(answer)
        if (done !== 'again') return done
        // What cannot be kept is not gone on from: the next refresh repeats this one, and gets the same successor.
        if (unkept !== undefined) return unkept
      }
      return failure('answer_invalid')
    },
  }
}

/** A proof was found too old, or of the future. */
function isClockTrouble(answer: Sent | CallFailure): answer is CallFailure {
  return !answer.ok && answer.code === 'dpop_invalid'
}

/** Another tab has signed out, or was told that it is over. */
function gone(): CallFailure {
  return { ...failure('signed_out'), code: 'session_ended', reason: 'unknown' }
}

/** What a storage throws is a failure that passes: nobody is signed out by it. */
export async function guarded<T>(work: () => Promise<T>): Promise<T | CallFailure> {
  try {
    return await work()
  } catch (error) {
    return { ...failure('storage_failed'), detail: error instanceof Error ? error.message : null }
  }
}
