/** The credential of an application without cookies: refresh tokens that it keeps itself, and rotates. */

import type { CredentialParts } from './assemble-client.ts'
import type { ApiResult } from './client.ts'
import { askBody, type Credential, type MintAsk, type Opened } from './credential.ts'
import { changeKept, newRefreshKey, readKept, withoutSession, withSession } from './kept-sessions.ts'
import type { CallFailure } from './outcome.ts'
import { createRefreshChain, guarded } from './refresh-chain.ts'
import { failure, type Sent } from './send.ts'
import type { SessionStorage } from './session-storage.ts'
import type { HeldToken } from './token-freshness.ts'
import { isMembers, readSession, readToken } from './wire.ts'

/** Makes it. */
export function tokenCredential(deps: CredentialParts & { readonly storage: SessionStorage }): Credential {
  const { name, storage, environment, send, time, exclusively } = deps
  const lock = `${name}:tokens`
  const chain = createRefreshChain(deps)
  const locked = <T>(work: () => Promise<T>): Promise<T | CallFailure> =>
    exclusively(lock, () => guarded(work))

  function tokenOf({ body, sentAt }: Sent, lifetimeSeconds: number | null): HeldToken | null {
    const token = readToken(body['accessToken'], {
      askedSeconds: lifetimeSeconds,
      clamped: body['clamped'] === true,
    })
    if (token !== null) time.learn(token.issuedAtMs, sentAt, 'token')
    return token
  }

  async function step(sessionId: string, path: string, body: object): Promise<Opened | CallFailure> {
    return await chain.rotate<Opened>(sessionId, path, body, async (answer) => {
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
    const answer = await chain.begin(path, { ...body, transport: 'token', ...key })
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
        chain.rotate<{ readonly ok: true; readonly token: HeldToken }>(
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
      const showing = { method: 'POST', path: 'logout', body: { scope } }
      const told = await locked(() => chain.present(sessionId, showing))
      // Whoever cannot be told ends it by its limits; here it is over now.
      if (scope !== 'others') await forget(sessionId)
      const answer = 'answer' in told ? told.answer : told
      return answer.ok || ('held' in told && told.held === null) ? { ok: true } : answer
    },
    call: async (sessionId, path, { method = 'GET', body = {} }, token): Promise<ApiResult> => {
      if (method === 'GET') {
        const text = await token()
        const headers = text === null ? {} : bearer(text)
        return resultOf(await send({ method, path: `/api/auth/${path}`, headers, cookies: false }))
      }
      if (sessionId === null)
        return resultOf(await send({ method, path: `/api/auth/${path}`, body, cookies: false }))
      const shown = await locked(() => chain.present(sessionId, { method, path, body }))
      return resultOf('answer' in shown ? shown.answer : shown)
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
