/** Applications are told that a session is over, whoever ends it, whatever happens meanwhile. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeClock } from '@coatcheck/core/testing'
import { systemClock } from '@coatcheck/server'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { send } from '../support/api-client.ts'
import { openGrants } from '../support/grants.ts'
import { type LogoutReceiver, startLogoutReceiver, verifyLogoutToken } from '../support/logout-receiver.ts'
import { startNodes } from '../support/nodes.ts'
import { startPostgres } from '../support/postgres.ts'
import { startServerProcess } from '../support/server-process.ts'
import { freePort, type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const PATIENTLY = { timeout: 60_000, interval: 25 }

async function makeClient(admin: AdminClient, backchannelLogoutUri: string): Promise<string> {
  const { status, body } = await admin.post('/oauth-clients', {
    name: 'Notes',
    type: 'public',
    redirectUris: ['https://notes.example/callback'],
    backchannelLogoutUri,
  })
  expect(status).toBe(201)
  return String(body['id'])
}

const sessionsOf = ({ tokens }: LogoutReceiver): readonly string[] =>
  tokens.map((token) => String(decodeJwt(token)['sid']))

describe('a server', () => {
  let coatcheck: RunningCoatcheck
  let admin: AdminClient
  let receiver: LogoutReceiver

  beforeAll(async () => {
    coatcheck = await startCoatcheck({ logoutPollMs: 50, environment: { COATCHECK_LOG_LEVEL: 'silent' } })
    admin = adminClient(coatcheck)
  })
  afterAll(() => coatcheck.close())
  beforeEach(async () => {
    receiver = await startLogoutReceiver()
    return () => receiver.close()
  })

  test('tells what the standard asks for, and nothing that could be taken for a sign-in', async () => {
    const clientId = await makeClient(admin, receiver.url)
    const [session = '', other = ''] = await openGrants(coatcheck, clientId, 2)
    await admin.delete(`/sessions/${session}`)
    await expect.poll(() => receiver.tokens.length, PATIENTLY).toBe(1)
    const [token = ''] = receiver.tokens
    const atMs = coatcheck.clock.nowMs()
    const claims = await verifyLogoutToken(token, coatcheck.url, { clientId, atMs })
    const { body } = await admin.get(`/sessions/${session}`)
    expect(claims).toEqual({
      iss: coatcheck.url,
      aud: clientId,
      sub: body['userId'],
      sid: session,
      iat: Math.floor(atMs / 1000),
      exp: Math.floor(atMs / 1000) + 120,
      jti: expect.any(String),
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    })
    expect(await send(coatcheck.url, '/api/auth/session', { bearer: token })).toMatchObject({ status: 401 })
    expect((await admin.get(`/sessions/${other}`)).body).toMatchObject({ status: 'active' })
  })

  test('tells again what was not taken, signed anew, and follows nobody elsewhere', async () => {
    const elsewhere = await startLogoutReceiver()
    const answers = [500, 400, 302]
    receiver.on((response) => {
      const status = answers.shift() ?? 204
      response.writeHead(status, status === 302 ? { location: elsewhere.url } : {}).end()
    })
    const clientId = await makeClient(admin, receiver.url)
    const [session] = await openGrants(coatcheck, clientId, 1)
    await admin.delete(`/sessions/${session}`)
    for (let tries = 1; tries <= 4; tries++) {
      await expect
        .poll(() => {
          if (tries > 1) coatcheck.clock.advance(5_000)
          return receiver.tokens.length
        }, PATIENTLY)
        .toBeGreaterThanOrEqual(tries)
    }
    await expect.poll(() => coatcheck.server.store.logoutDeliveries.receivers(), PATIENTLY).toEqual([])
    expect(new Set(receiver.tokens.map((token) => decodeJwt(token).jti)).size).toBe(receiver.tokens.length)
    expect(elsewhere.tokens).toEqual([])
    await elsewhere.close()
  })

  test('lets nobody wait for one that does not answer', async () => {
    const silent = await startLogoutReceiver()
    silent.on(() => {})
    const [stuck, well] = [await makeClient(admin, silent.url), await makeClient(admin, receiver.url)]
    const [many, few] = [await openGrants(coatcheck, stuck, 30), await openGrants(coatcheck, well, 10)]
    for (const id of many) await admin.delete(`/sessions/${id}`)
    await expect.poll(() => silent.tokens.length, PATIENTLY).toBeGreaterThan(0)
    await admin.post(`/oauth-clients/${well}/disable`)
    await expect.poll(() => sessionsOf(receiver).toSorted(), PATIENTLY).toEqual(few.toSorted())
    expect(new Set(sessionsOf(silent)).size).toBeLessThan(many.length)
    await admin.delete(`/oauth-clients/${stuck}`)
    await silent.close()
  })

  test('gives up after a day, and says so', async () => {
    receiver.on((response) => response.writeHead(503).end())
    const clientId = await makeClient(admin, receiver.url)
    const [session] = await openGrants(coatcheck, clientId, 1)
    await admin.delete(`/sessions/${session}`)
    await expect.poll(() => receiver.tokens.length, PATIENTLY).toBe(1)
    const undelivered = async () => {
      coatcheck.clock.advance(24 * 60 * 60 * 1000) // each time: the first answer may not be written down yet
      const { data } = await coatcheck.server.store.events.list(
        { userId: null, sessionId: session ?? null, type: 'oauth.logout_undelivered' },
        { limit: 10, cursor: null },
      )
      return data.map(({ details }) => details['last'])
    }
    await expect.poll(undelivered, PATIENTLY).toEqual(['it answered 503'])
  })

  test('tells of sessions that a limit ends', async () => {
    const clientId = await makeClient(admin, receiver.url)
    const [session] = await openGrants(coatcheck, clientId, 1)
    coatcheck.clock.advance(3_600_000)
    await coatcheck.server.store.sessions.sweep({ batch: 100, retentionMs: 86_400_000 })
    await expect.poll(() => sessionsOf(receiver), PATIENTLY).toEqual([session])
  })
})

test('of two nodes, one tells each', async () => {
  const postgres = await startPostgres()
  const receiver = await startLogoutReceiver()
  const nodes = await startNodes(2, { environment: { COATCHECK_DATABASE_URL: postgres.url('postgres') } })
  try {
    const { admin, coatcheck } = nodes.at(0)
    const clientId = await makeClient(admin, receiver.url)
    const sessions = await openGrants(coatcheck, clientId, 60)
    await Promise.all(sessions.map((id, index) => nodes.at(index).admin.delete(`/sessions/${id}`)))
    await expect.poll(() => new Set(sessionsOf(receiver)).size, PATIENTLY).toBe(60)
    await expect.poll(() => coatcheck.server.store.logoutDeliveries.receivers(), PATIENTLY).toEqual([])
    expect(receiver.tokens).toHaveLength(60)
    const [token = ''] = receiver.tokens
    const atMs = await coatcheck.server.store.nowMs()
    await verifyLogoutToken(token, nodes.issuer, { clientId, atMs, keysAt: nodes.at(1).url })
  } finally {
    await nodes.stop()
    await receiver.close()
    await postgres.stop()
  }
}, 180_000)

test('a server that is killed between the end and the telling loses nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-logout-'))
  const port = await freePort()
  const uri = `http://localhost:${port}/logout` // nobody listens there yet
  const clock = { ...fakeClock(), nowMs: systemClock.nowMs }
  const before = await startCoatcheck({ folder, clock })
  const clientId = await makeClient(adminClient(before), uri)
  const sessions = await openGrants(before, clientId, 3)
  await before.close()

  const environment = { COATCHECK_ADMIN_KEY: before.adminKey, COATCHECK_LOG_LEVEL: 'silent' }
  const killed = await startServerProcess(await freePort(), folder, environment)
  const admin = adminClient({ url: killed.url, adminKey: before.adminKey })
  for (const id of sessions) expect((await admin.delete(`/sessions/${id}`)).status).toBe(204)
  await killed.kill()
  const receiver = await startLogoutReceiver(port)
  const after = await startServerProcess(await freePort(), folder, environment)
  try {
    await expect
      .poll(() => sessionsOf(receiver).toSorted(), { ...PATIENTLY, timeout: 120_000 })
      .toEqual(sessions.toSorted())
  } finally {
    await after.stop()
    await receiver.close()
    rmSync(folder, { recursive: true, force: true })
  }
}, 180_000)
