/** A ticket opens one connection within half a minute, as long as its session lives. */

import { formatOpaque, newId } from '@coatcheck/core'
import { seededRandom } from '@coatcheck/core/testing'
import { createVerifier } from '@coatcheck/sdk/backend'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { register, send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let sessionToken: string
beforeAll(async () => {
  coatcheck = await startCoatcheck()
  const { body } = await register(coatcheck.url, 'ada@example.com', { transport: 'opaque' })
  sessionToken = String(body['sessionToken'])
})
afterAll(() => coatcheck.close())

async function getTicket(): Promise<string> {
  const { status, body } = await send(coatcheck.url, '/api/auth/ticket', { body: {}, bearer: sessionToken })
  expect(status).toBe(201)
  return String(body['ticket'])
}

const redeem = (ticket: string) => send(coatcheck.url, '/api/auth/ticket/redeem', { body: { ticket } })

test('it gives a token of its session, to one of many who try', async () => {
  const ticket = await getTicket()
  expect(ticket).toMatch(/^cco_/)
  const answers = await Promise.all(Array.from({ length: 16 }, () => redeem(ticket)))
  const [first, ...others] = answers.filter(({ status }) => status === 200)
  expect(others).toEqual([])
  const verifier = createVerifier({ issuer: coatcheck.url, now: coatcheck.clock.nowMs })
  expect(await verifier.verify(String(first?.body['token']))).toMatchObject({ ok: true })
  expect((await redeem(ticket)).body['code']).toBe('ticket_invalid')
})

test('a session token gets none: a stolen one would never end', async () => {
  const { body } = await register(coatcheck.url, 'grace@example.com')
  const bearer = String(body['accessToken'])
  const refused = await send(coatcheck.url, '/api/auth/ticket', { body: {}, bearer })
  expect(refused.body['code']).toBe('credential_not_accepted')
  const { refreshToken } = body
  const ticket = await send(coatcheck.url, '/api/auth/ticket', {
    body: { refreshToken },
    headers: { 'idempotency-key': crypto.randomUUID() },
  })
  expect((await redeem(String(ticket.body['ticket']))).status).toBe(200)
})

test('it is no good after 30 seconds', async () => {
  const ticket = await getTicket()
  coatcheck.clock.advance(30_000)
  expect((await redeem(ticket)).body['code']).toBe('ticket_invalid')
})

test('it is no credential anywhere else', async () => {
  const ticket = await getTicket()
  const answer = await send(coatcheck.url, '/api/auth/session', { bearer: ticket })
  expect([answer.status, answer.body['code']]).toEqual([403, 'credential_not_accepted'])
})

test('one that was made up, or changed, is none', async () => {
  const random = seededRandom(1)
  const made = formatOpaque('ticket', newId('tkt', coatcheck.clock.nowMs(), random), random.bytes(32))
  expect((await redeem(made)).body['code']).toBe('ticket_invalid')
  const ticket = await getTicket()
  const changed = ticket.slice(0, 30) + (ticket[30] === 'A' ? 'B' : 'A') + ticket.slice(31)
  expect((await redeem(changed)).body['code']).toBe('ticket_invalid')
})

test('it dies with its session', async () => {
  const ticket = await getTicket()
  await send(coatcheck.url, '/api/auth/logout', { body: {}, bearer: sessionToken })
  expect((await redeem(ticket)).body['code']).toBe('session_ended')
})
