/** The policy while the server runs: what is in force, what was saved, what the configuration fixes. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { login, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck, type StartOptions } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient

async function start(options: StartOptions = {}): Promise<void> {
  coatcheck = await startCoatcheck(options)
  admin = adminClient(coatcheck)
}
afterEach(() => coatcheck.close())

const DAY_MS = 86_400_000

test('the policy in force is told with what was saved and what is fixed', async () => {
  await start({ environment: { COATCHECK_SESSION_MAX_SECONDS: '86400' } })
  expect((await admin.get('/policy')).body).toMatchObject({
    policy: { absoluteSeconds: 86_400, tokenSeconds: 60, idleSeconds: { cookie: 1800, token: null } },
    preset: 'web',
    saved: {},
    locked: ['absoluteSeconds'],
  })
})

test('a change is in force for new sessions at once, and living ones keep what they had', async () => {
  await start()
  const old = new TokenApp(coatcheck.url, (await register(coatcheck.url, 'ada@example.com')).body)
  const changed = await admin.patch('/policy', { absoluteSeconds: 86_400, idleSeconds: { token: 3600 } })
  expect(changed).toMatchObject({
    status: 200,
    body: {
      policy: { absoluteSeconds: 86_400, idleSeconds: { cookie: 1800, token: 3600, opaque: null } },
      saved: { absoluteSeconds: 86_400 },
      sessionsChanged: 0,
    },
  })
  const fresh = new TokenApp(coatcheck.url, (await login(coatcheck.url, 'ada@example.com')).body)
  coatcheck.clock.advance(2 * DAY_MS)
  expect((await fresh.refresh()).status).toBe(401)
  expect((await old.refresh()).status).toBe(200)
})

test('a shorter longest life refuses no token that was signed before', async () => {
  await start()
  const { body } = await register(coatcheck.url, 'ada@example.com', { transport: 'opaque' })
  const mint = await send(coatcheck.url, '/api/auth/session/token', {
    bearer: String(body['sessionToken']),
    body: { expiresInSeconds: 3600 },
  })
  await admin.patch('/policy', { tokenMaxSeconds: 60 })
  const read = await send(coatcheck.url, '/api/auth/session', { bearer: String(mint.body['token']) })
  expect(read.status).toBe(200)
})

test('changes that are saved at once all hold: nobody undoes the other unseen', async () => {
  await start()
  const changes = { tokenSeconds: 90, devices: 'one', absoluteSeconds: 86_400, reverifySeconds: 300 }
  const answers = await Promise.all(
    Object.entries(changes).map(([member, value]) => admin.patch('/policy', { [member]: value })),
  )
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect((await admin.get('/policy')).body).toMatchObject({ saved: changes, policy: changes })
})

test('applied to existing sessions it tightens them and never loosens one', async () => {
  await start()
  const app = new TokenApp(coatcheck.url, (await register(coatcheck.url, 'ada@example.com')).body)
  const tightened = await admin.patch('/policy', { absoluteSeconds: 86_400, applyToExisting: true })
  expect(tightened.body).toMatchObject({ sessionsChanged: 1 })
  const loosened = await admin.patch('/policy', { absoluteSeconds: 30 * 86_400, applyToExisting: true })
  expect(loosened.body).toMatchObject({ sessionsChanged: 0 })
  coatcheck.clock.advance(DAY_MS - 1)
  expect((await app.refresh()).status).toBe(200)
  coatcheck.clock.advance(1)
  expect(await app.refresh()).toMatchObject({ body: { reason: 'absolute_limit' } })
})

test('a preset replaces what was saved, and other members come on top', async () => {
  await start()
  await admin.patch('/policy', { devices: 'one' })
  const changed = await admin.patch('/policy', { preset: 'aal3', absoluteSeconds: 3600 })
  expect(changed.body['policy']).toMatchObject({
    absoluteSeconds: 3600,
    idleSeconds: { cookie: 900, token: 900, opaque: 900 },
    devices: 'many',
    exactIdle: true,
  })
})

test('what was saved is there after a restart, below what the configuration says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  await start({ folder })
  await admin.patch('/policy', { absoluteSeconds: 3600, tokenSeconds: 45 })
  await coatcheck.close()
  await start({ folder, environment: { COATCHECK_SESSION_TOKEN_SECONDS: '90' } })
  expect((await admin.get('/policy')).body).toMatchObject({
    policy: { absoluteSeconds: 3600, tokenSeconds: 90 },
    saved: { absoluteSeconds: 3600, tokenSeconds: 45 },
    locked: ['tokenSeconds'],
  })
})

describe('a change is refused by the name of what is wrong', () => {
  test.each([
    ['a locked member', { absoluteSeconds: 3600 }, 409, 'policy_locked', 'body.absoluteSeconds'],
    ['an unknown member', { absolute: 1 }, 400, 'invalid_request', 'body.absolute'],
    ['a bound', { tokenSeconds: 10 }, 400, 'invalid_request', 'body.tokenSeconds'],
    ['a surface', { idleSeconds: { web: 60 } }, 400, 'invalid_request', 'body.idleSeconds.web'],
    ['tokens beyond their maximum', { tokenSeconds: 7200 }, 400, 'invalid_request', 'body.tokenSeconds'],
    ['idle beyond absolute', { idleSeconds: { token: 90_000 } }, 400, 'invalid_request', 'body.idleSeconds'],
    ['an unknown preset', { preset: 'lax' }, 400, 'invalid_request', 'body.preset'],
  ])('%s', async (_name, body, status, code, field) => {
    await start({ environment: { COATCHECK_SESSION_MAX_SECONDS: '86400' } })
    expect(await admin.patch('/policy', body)).toMatchObject({ status, body: { code, field } })
    expect((await admin.get('/policy')).body['saved']).toEqual({})
  })
})
