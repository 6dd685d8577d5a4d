/** Sessions and events for administrators: who is signed in, ending it, and the record of it all. */

import { parseId } from '@coatcheck/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { type Json, login, register, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
})
afterEach(() => coatcheck.close())

async function signUp(email: string): Promise<{ app: TokenApp; sessionId: string; userId: string }> {
  const { body } = await register(coatcheck.url, email)
  const session = body['session'] as Json
  return {
    app: new TokenApp(coatcheck.url, body),
    sessionId: String(session['id']),
    userId: String(session['userId']),
  }
}

describe('sessions', () => {
  test('are listed by user and by status, and read one by one', async () => {
    const ada = await signUp('ada@example.com')
    const bob = await signUp('bob@example.com')
    await admin.delete(`/sessions/${bob.sessionId}`)
    const ids = async (query: string): Promise<readonly unknown[]> =>
      (await admin.list(`/sessions?${query}`)).map((session) => session['id'])
    expect(await ids(`userId=${ada.userId}`)).toEqual([ada.sessionId])
    expect(await ids('status=active')).toEqual([ada.sessionId])
    expect(await ids('status=ended')).toEqual([bob.sessionId])
    expect(await admin.get(`/sessions/${bob.sessionId}`)).toMatchObject({
      status: 200,
      body: { userId: bob.userId, status: 'revoked', reason: 'revoked_by_admin' },
    })
  })

  test('end at once when revoked, and revoking again changes nothing', async () => {
    const { app, sessionId } = await signUp('ada@example.com')
    expect((await admin.delete(`/sessions/${sessionId}`)).status).toBe(204)
    expect(await app.refresh()).toMatchObject({
      status: 401,
      body: { code: 'session_ended', reason: 'revoked_by_admin' },
    })
    expect((await admin.delete(`/sessions/${sessionId}`)).status).toBe(204)
    expect(await admin.list(`/events?sessionId=${sessionId}&type=session.revoked`)).toHaveLength(1)
  })

  test('of one user are revoked together; without a user nothing is', async () => {
    const { app, userId } = await signUp('ada@example.com')
    await login(coatcheck.url, 'ada@example.com')
    const bob = await signUp('bob@example.com')
    expect(await admin.delete('/sessions')).toMatchObject({ status: 400, body: { field: 'query.userId' } })
    expect(await admin.delete(`/sessions?user=${userId}`)).toMatchObject({ status: 400 })
    const id = parseId('user', userId)
    const epoch = async () => id && (await coatcheck.server.store.users.find(id))?.epoch
    const before = await epoch()
    expect((await admin.delete(`/sessions?userId=${userId}`)).body).toEqual({ revoked: 2 })
    // A sign-in that checked its password before, and opens its session now, is refused by the epoch.
    expect(await epoch()).toBe(Number(before) + 1)
    expect((await app.refresh()).status).toBe(401)
    expect((await bob.app.refresh()).status).toBe(200)
  })

  test('that never were are 404', async () => {
    const path = `/sessions/${(await signUp('ada@example.com')).sessionId.slice(0, -4)}0000`
    expect((await admin.get(path)).status).toBe(404)
    expect((await admin.delete(path)).status).toBe(404)
  })
})

describe('events', () => {
  test('say who did what to whom, newest first, by user, session and type', async () => {
    const { userId, sessionId } = await signUp('ada@example.com')
    await admin.delete(`/sessions/${sessionId}`)
    const [newest] = await admin.list(`/events?userId=${userId}`)
    expect(newest).toMatchObject({
      type: 'session.revoked',
      outcome: 'success',
      actor: { kind: 'admin' },
      userId,
      sessionId,
      reason: 'revoked_by_admin',
    })
    const types = (await admin.list(`/events?userId=${userId}`)).map((event) => event['type'])
    expect(types).toEqual([
      'session.revoked',
      'session.created',
      'user.email_verification_requested',
      'user.created',
    ])
    expect(await admin.list(`/events?type=user.created&userId=${userId}`)).toHaveLength(1)
    expect(await admin.get('/events?type=user.vanished')).toMatchObject({
      status: 400,
      body: { field: 'query.type' },
    })
  })

  test('come in pages', async () => {
    await signUp('ada@example.com')
    const first = await admin.get('/events?limit=1')
    const second = await admin.get(`/events?limit=1&cursor=${String(first.body['nextCursor'])}`)
    const [a, b] = [first, second].map(({ body }) => (body['data'] as Json[])[0]?.['id'])
    expect(a).not.toBe(b)
  })
})
