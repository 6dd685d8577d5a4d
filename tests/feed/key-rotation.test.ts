/** Keys change under verifiers: by plan nobody notices, in an emergency nothing of the lost key is accepted any more. */

import { createVerifier, type Verifier } from '@coatcheck/sdk/backend'
import { issueAccessKey } from '@coatcheck/server'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { register, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient
let verifier: Verifier
let app: TokenApp

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
  const made = await issueAccessKey(coatcheck.server, { kind: 'verifier', name: 'test' })
  if (made === 'too-many') throw new Error('a new name has no keys yet')
  const feed = { key: made.key.reveal() }
  verifier = createVerifier({ issuer: coatcheck.url, feed, now: coatcheck.clock.nowMs })
  await verifier.ready()
  app = new TokenApp(coatcheck.url, (await register(coatcheck.url, 'ada@example.com')).body)
})
afterAll(async () => {
  verifier.close()
  await coatcheck.close()
})

const kidOf = (token: string | null): unknown => decodeProtectedHeader(token ?? '').kid

async function states(): Promise<Readonly<Record<string, unknown>>> {
  const keys = await admin.list('/keys')
  return Object.fromEntries(keys.map(({ kid, state }) => [kid, state]))
}

test('by plan: every token is accepted before, during and after', async () => {
  const [first] = await admin.list('/keys')
  expect((await admin.post('/keys/rotate', {})).status).toBe(200)
  expect((await admin.post('/keys/rotate', {})).body['data']).toHaveLength(2) // one next key is enough
  const kids = new Set<unknown>()
  // Minute by minute, past the moment in which the next key takes over.
  for (let minute = 0; minute < 15; minute++) {
    coatcheck.clock.advance(60_000)
    expect((await app.refresh()).status).toBe(200)
    kids.add(kidOf(app.accessToken))
    expect(await verifier.verify(app.accessToken)).toMatchObject({ ok: true })
  }
  expect(kids.size).toBe(2)
  expect((await states())[String(first?.['kid'])]).toBe('previous')
})

test('in an emergency: nothing of the key holds, and what is fetched anew does', async () => {
  await app.refresh()
  const [lost, token] = [kidOf(app.accessToken), app.accessToken]
  expect(await verifier.verify(token)).toMatchObject({ ok: true })
  expect((await admin.post(`/keys/${String(lost)}/revoke`, {})).status).toBe(204)
  expect((await admin.post(`/keys/${String(lost)}/revoke`, {})).status).toBe(404)
  await expect
    .poll(async () => await verifier.verify(token))
    .toMatchObject({ ok: false, reason: 'token-key-unknown' })
  expect((await states())[String(lost)]).toBe('revoked')
  expect((await app.refresh()).status).toBe(200)
  expect(kidOf(app.accessToken)).not.toBe(lost)
  await expect.poll(async () => await verifier.verify(app.accessToken)).toMatchObject({ ok: true })
  const published = (await (await fetch(`${coatcheck.url}/.well-known/jwks.json`)).json()) as {
    keys: { kid: string }[]
  }
  expect(published.keys.map(({ kid }) => kid)).not.toContain(lost)
  expect(await admin.list('/events?type=signing_key.revoked')).toHaveLength(1)
})
