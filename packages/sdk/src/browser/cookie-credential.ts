/** The credential of a web page: a cookie that no script can read, so that the browser itself signs requests. */

import type { CredentialParts } from './assemble-client.ts'
import type { ApiCall, ApiResult, ClientSession } from './client.ts'
import { askBody, type Credential, type Opened } from './credential.ts'
import type { CallFailure } from './outcome.ts'
import { failure, type Sent } from './send.ts'
import { isMembers, readSession, readToken } from './wire.ts'

/** Makes it. */
export function cookieCredential({ name, send, time }: CredentialParts): Credential {
  function ask(
    path: string,
    sessionId: string | null,
    { method = 'GET', body }: ApiCall,
  ): Promise<Sent | CallFailure> {
    return send({
      method,
      path: `/api/auth/${path}`,
      headers: sessionId === null ? {} : { 'coatcheck-session': sessionId },
      body: body ?? (method === 'GET' ? undefined : {}),
      cookies: true,
    })
  }
  const post = (path: string, sessionId: string | null, body: object): Promise<Sent | CallFailure> =>
    ask(path, sessionId, { method: 'POST', body })

  return {
    lockOf: (tokenKey) => `${name}:${tokenKey}`,
    accounts: async () => {
      const answer = await ask('client', null, {})
      if (!answer.ok) return answer
      const { activeSessionId, sessions } = answer.body
      if (!Array.isArray(sessions)) return failure('answer_invalid')
      return {
        ok: true,
        activeSessionId: typeof activeSessionId === 'string' ? activeSessionId : null,
        sessions: sessions.map(readListed).filter((session) => session !== null),
      }
    },
    mint: async (sessionId, wish) => {
      const answer = await post('session/token', sessionId, askBody(wish))
      if (!answer.ok) return answer
      const { token: text, clamped } = answer.body
      const token = readToken(text, { askedSeconds: wish.lifetimeSeconds, clamped: clamped === true })
      if (token === null) return failure('answer_invalid')
      time.learn(token.issuedAtMs, answer.sentAt, 'token')
      return { ok: true, token }
    },
    open: async (path, body) => {
      const answer = await post(path, null, { ...body, transport: 'cookie' })
      if (!answer.ok) return answer
      return answer.status === 202 ? { ok: true, session: null } : readOpened(answer.body)
    },
    step: async (sessionId, path, body) => {
      const answer = await post(path, sessionId, body)
      if (!answer.ok) return answer
      const read = await ask('session', sessionId, {})
      return read.ok ? readOpened(read.body) : read
    },
    touch: (sessionId) => post('session/touch', sessionId, {}),
    activate: (sessionId) => post('session/activate', null, { sessionId }),
    signOut: (sessionId, scope) => post('logout', sessionId, { scope }),
    call: async (sessionId, path, call): Promise<ApiResult> => {
      const answer = await ask(path, sessionId, call)
      return answer.ok ? { ok: true, body: answer.body } : answer
    },
    listenBy: async () => ({ credentials: 'include' }),
    read: null,
    forget: async () => {}, // the cookie is the server's to take away
  }
}

function readListed(listed: unknown): ClientSession | null {
  return isMembers(listed) ? readSession(listed['session'], listed['user']) : null
}

function readOpened({ session, user }: Sent['body']): Opened | CallFailure {
  const read = readSession(session, user)
  return read === null ? failure('answer_invalid') : { ok: true, session: read, token: null }
}
