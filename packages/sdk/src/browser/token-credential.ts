/** The credential of an application without cookies: refresh tokens that it keeps itself, and rotates. */

import type { ApiResult } from './client.ts'
import { askBody, type Credential, type MintAsk, type Opened } from './credential.ts'
import { dpopProof } from './dpop-header.ts'
import type { Environment } from './environment.ts'
import {
  changeKept,
  type KeptSession,
  newRefreshKey,
  readKept,
  withoutSession,
  withSession,
} from './kept-sessions.ts'
import type { CallFailure } from './outcome.ts'
import { failure, type Send, type Sent } from './send.ts'
import type { ServerTime } from './server-time.ts'
import type { SessionStorage } from './session-storage.ts'
import type { Exclusively } from './tab-lock.ts'
import type { HeldToken } from './token-freshness.ts'
import { isMembers, readSession, readToken } from './wire.ts'

/** A refresh token leads to its successor's successor at most, so many times, before something is wrong. */
const MOST_STEPS = 4

/** Makes it. */
export function tokenCredential(deps: {
  readonly name: string
  readonly url: string
  readonly storage: SessionStorage
  readonly environment: Environment
  readonly send: Send
  readonly time: ServerTime
  readonly exclusively: Exclusively
}): Credential {
  const { name, url, storage, environment, send, time, exclusively } = deps
  const lock = `${name}:tokens`
  const locked = <T>(work: () => Promise<T>): Promise<T | CallFailure> =>
    exclusively(lock, () => guarded(work))

  /** Sends with an Idempotency-Key and a proof of the device's key, where it has one. */
  async function prove(
    method: string,
    path: string,
    { key, body }: { readonly key: string; readonly body: object },
  ): Promise<Sent | CallFailure> {
    const device = await storage.deviceKey?.()
    const attempt = async (): Promise<Sent | CallFailure> => {
      const of = { method, url: `${url}/api/auth/${path}`, nowMs: time.nowMs() }
      const proof = device === undefined ? {} : { dpop: await dpopProof(device, of, environment) }
      const headers = { 'idempotency-key': key, ...proof }
      return await send({ method, path: `/api/auth/${path}`, headers, body, cookies: false })
    }
    const answer = await attempt()
    // A clock that is wrong makes wrong proofs; the answer said what time it is.
    return !answer.ok && answer.code === 'dpop_invalid' ? await attempt() : answer
  }

  /** Presents the refresh token as it is kept at this very moment: between two tasks a tab may have been frozen. */
  async function present(
    sessionId: string,
    ask: { readonly method: string; readonly path: string; readonly body: object },
    supersededText: string | null = null,
  ): Promise<{ readonly held: KeptSession; readonly answer: Sent | CallFailure } | null> {
    const held = (await readKept(storage)).sessions.find(({ id }) => id === sessionId)
    if (held === undefined) return null
    const { refreshToken, refreshKey } = held
    const still = refreshToken === supersededText ? { stillCurrent: true } : {}
    const body = { ...ask.body, refreshToken, ...still }
    return { held, answer: await prove(ask.method, ask.path, { key: refreshKey, body }) }
  }

  /** Keeps a successor, unless somebody who had the lock meanwhile kept another one. */
  async function keepSuccessor(held: KeptSession, answer: Sent): Promise<boolean> {
    const { refreshToken, session } = answer.body
    if (typeof refreshToken !== 'string') return false
    const next = {
      ...held,
      refreshToken,
      refreshKey: newRefreshKey(environment),
      session: isMembers(session) ? session : held.session,
    }
    await changeKept(storage, (kept) =>
      kept.sessions.some((one) => one.id === held.id && one.refreshToken === held.refreshToken)
        ? withSession(kept, next)
        : kept,
    )
    return true
  }

  function tokenOf({ body, sentAt }: Sent, lifetimeSeconds: number | null): HeldToken | null {
    const token = readToken(body['accessToken'], {
      askedSeconds: lifetimeSeconds,
      clamped: body['clamped'] === true,
    })
    if (token !== null) time.learn(token.issuedAtMs, sentAt, 'token')
    return token
  }

  /** Steps the chain until an answer says that it did what was asked. */
  async function rotate<T>(
    sessionId: string,
    path: string,
    body: object,
    finish: (answer: Sent) => Promise<T | 'again'> | T | 'again',
  ): Promise<T | CallFailure> {
    let superseded: string | null = null
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const shown = await present(sessionId, { method: 'POST', path, body }, superseded)
      if (shown === null) return gone()
      const { held, answer } = shown
      if (!answer.ok) {
        if (answer.code !== 'refresh_superseded' || superseded === held.refreshToken) return answer
        superseded = held.refreshToken
        continue
      }
      // What cannot be kept is not gone on from: the next refresh repeats this one, and gets the same successor.
      const isKept = await guarded(() => keepSuccessor(held, answer))
      if (isKept === false) return failure('answer_invalid')
      const done = await finish(answer)
      if (done !== 'again') return done
      if (isKept !== true) return isKept
    }
    return failure('answer_invalid')
  }

  async function step(sessionId: string, path: string, body: object): Promise<Opened | CallFailure> {
    return await rotate<Opened>(sessionId, path, body, async (answer) => {
      if (answer.body['applied'] === false) return 'again'
      const held = (await readKept(storage)).sessions.find(({ id }) => id === sessionId)
      const session = readSession(answer.body['session'], held?.user)
      return session === null ? 'again' : { ok: true, session, token: tokenOf(answer, null) }
    })
  }

  async function open(path: string, body: object): ReturnType<Credential['open']> {
    const device = await storage.deviceKey?.()
    const key =
      device === undefined ? {} : { deviceKey: device.extractable ? 'extractable' : 'non-extractable' }
    const answer = await prove('POST', path, {
      key: newRefreshKey(environment),
      body: { ...body, transport: 'token', ...key },
    })
    if (!answer.ok) return answer
    if (answer.status === 202) return { ok: true, session: null }
    const { session, user, refreshToken } = answer.body
    const read = readSession(session, user)
    if (read === null || typeof refreshToken !== 'string' || !isMembers(session) || !isMembers(user))
      return failure('answer_invalid')
    const refreshKey = newRefreshKey(environment)
    await changeKept(storage, (kept) => ({
      ...withSession(kept, { id: read.id, refreshToken, refreshKey, session, user }),
      activeSessionId: read.id,
    }))
    return { ok: true, session: read, token: tokenOf(answer, null) }
  }

  const forget = async (sessionId: string): Promise<void> => {
    await locked(() => changeKept(storage, (kept) => withoutSession(kept, sessionId)))
  }

  return {
    lockOf: () => lock,
    accounts: () =>
      guarded(async () => {
        const { activeSessionId, sessions } = await readKept(storage)
        const read = sessions.map(({ session, user }) => readSession(session, user))
        return { ok: true as const, activeSessionId, sessions: read.filter((session) => session !== null) }
      }),
    mint: (sessionId: string, wish: MintAsk) =>
      guarded(() =>
        rotate<{ readonly ok: true; readonly token: HeldToken }>(
          sessionId,
          'refresh',
          askBody(wish),
          (answer) => {
            const token = tokenOf(answer, wish.lifetimeSeconds)
            return token === null ? 'again' : { ok: true, token }
          },
        ),
      ),
    open: (path, body) => locked(() => open(path, body)),
    step: (sessionId, path, body) => locked(() => step(sessionId, path, body)),
    touch: null,
    activate: async (sessionId) => {
      const done = await locked(() =>
        changeKept(storage, (kept) => ({ ...kept, activeSessionId: sessionId })),
      )
      return done ?? { ok: true }
    },
    signOut: async (sessionId, scope) => {
      const told = await locked(() => present(sessionId, { method: 'POST', path: 'logout', body: { scope } }))
      // Whoever cannot be told ends it by its limits; here it is over now.
      if (scope !== 'others') await forget(sessionId)
      if (told === null) return { ok: true }
      return 'answer' in told ? (told.answer.ok ? { ok: true } : told.answer) : told
    },
    call: async (sessionId, path, { method = 'GET', body = {} }, token): Promise<ApiResult> => {
      if (method === 'GET') {
        const text = await token()
        const headers = text === null ? {} : bearer(text)
        return resultOf(await send({ method, path: `/api/auth/${path}`, headers, cookies: false }))
      }
      if (sessionId === null)
        return resultOf(await send({ method, path: `/api/auth/${path}`, body, cookies: false }))
      const shown = await locked(() => present(sessionId, { method, path, body }))
      if (shown === null) return gone()
      return 'answer' in shown ? resultOf(shown.answer) : shown
    },
    listenBy: async (token) => {
      const text = await token()
      return text === null ? null : { credentials: 'omit', headers: bearer(text) }
    },
    read: async (sessionId, token) => {
      const answer = await send({
        method: 'GET',
        path: '/api/auth/session',
        headers: bearer(token),
        cookies: false,
      })
      if (!answer.ok) return answer
      const { session, user } = answer.body
      const read = readSession(session, user)
      if (read === null || !isMembers(session) || !isMembers(user)) return failure('answer_invalid')
      const kept = await locked(() =>
        changeKept(storage, (all) => {
          const held = all.sessions.find(({ id }) => id === sessionId)
          return held === undefined ? all : withSession(all, { ...held, session, user })
        }),
      )
      return kept ?? { ok: true, session: read, token: null }
    },
    forget,
  }
}

function bearer(token: string): { readonly [name: string]: string } {
  return { authorization: `Bearer ${token}` }
}

function resultOf(answer: Sent | CallFailure): ApiResult {
  return answer.ok ? { ok: true, body: answer.body } : answer
}

/** Another tab has signed out, or was told that it is over. */
function gone(): CallFailure {
  return { ...failure('signed_out'), code: 'session_ended', reason: 'unknown' }
}

/** What a storage throws is a failure that passes: nobody is signed out by it. */
async function guarded<T>(work: () => Promise<T>): Promise<T | CallFailure> {
  try {
    return await work()
  } catch (error) {
    return { ...failure('storage_failed'), detail: error instanceof Error ? error.message : null }
  }
}
