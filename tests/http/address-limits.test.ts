/** Limits per address: an attacker's many addresses of one network are one, and a proxy is nobody's address. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { PASSWORD, register, send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck

beforeEach(async () => {
  coatcheck = await startCoatcheck({ environment: { COATCHECK_TRUST_PROXY: '1' } })
})
afterEach(() => coatcheck.close())

/** The statuses of sign-ins on accounts that nobody has, from these addresses. */
async function guess(addresses: readonly string[]): Promise<readonly number[]> {
  const statuses = []
  for (const [index, address] of addresses.entries()) {
    const { status } = await send(coatcheck.url, '/api/auth/login', {
      body: { email: `nobody${index}@example.com`, password: PASSWORD, transport: 'token' },
      headers: { 'x-forwarded-for': address },
    })
    statuses.push(status)
  }
  return statuses
}

const hosts = (network: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${network}${(index + 1).toString(16)}`)

describe('guessing at accounts', () => {
  test('from one IPv6 network is limited like from one address, and leaves other networks alone', async () => {
    const statuses = await guess(hosts('2001:db8:0:1::', 61))
    expect(statuses.slice(0, 60).every((status) => status === 401)).toBe(true)
    expect(statuses.at(-1)).toBe(429)
    expect(await guess(['2001:db8:0:2::1'])).toEqual([401])
  })

  test('behind a proxy that writes ports is limited by the address, not by the proxy', async () => {
    const statuses = await guess(Array.from({ length: 61 }, (_, index) => `192.0.2.7:${5000 + index}`))
    expect(statuses.at(-1)).toBe(429)
    expect(await guess(['192.0.2.8:5000'])).toEqual([401])
  })
})

test('an event tells the whole address', async () => {
  const { body } = await register(coatcheck.url, 'ada@example.com')
  const { id } = body['user'] as { readonly id: string }
  await send(coatcheck.url, '/api/auth/login', {
    body: { email: 'ada@example.com', password: 'wrong-password' },
    headers: { 'x-forwarded-for': '2001:db8:0:1::abcd' },
  })
  const failures = await adminClient(coatcheck).list(`/events?userId=${id}&type=sign_in.failed`)
  expect(failures).toMatchObject([{ device: { address: '2001:db8:0:1::abcd' } }])
})

describe('an application that has this API on its own host', () => {
  /** The address that a sign-in is known by. */
  async function addressSeen(headers: { readonly [name: string]: string }): Promise<unknown> {
    const { body } = await send(coatcheck.url, '/api/auth/login', {
      body: { email: 'ada@example.com', password: PASSWORD, transport: 'token' },
      headers: { 'x-forwarded-for': '192.0.2.1', ...headers },
    })
    return (body['session'] as { readonly device: { readonly address: unknown } }).device.address
  }

  test('says whose request it is, for as long as its key is in force', async () => {
    await register(coatcheck.url, 'ada@example.com')
    const admin = adminClient(coatcheck)
    const made = await admin.post('/backend-keys', { name: 'app' })
    const key = { 'coatcheck-backend-key': String(made.body['key']) }
    const visitor = { 'coatcheck-client-address': '203.0.113.7' }
    expect(await addressSeen({ ...key, ...visitor })).toBe('203.0.113.7')
    expect(await addressSeen({ ...key, 'coatcheck-client-address': '::ffff:203.0.113.8' })).toBe(
      '203.0.113.8',
    )
    expect(await addressSeen({ ...key, 'coatcheck-client-address': 'localhost' })).toBe('192.0.2.1')
    expect(await addressSeen(key)).toBe('192.0.2.1')
    await admin.delete(`/backend-keys/${String(made.body['id'])}`)
    coatcheck.clock.advance(10_000)
    expect(await addressSeen({ ...key, ...visitor })).toBe('192.0.2.1')
  })

  test('is not believed with a key of another kind, or with none', async () => {
    await register(coatcheck.url, 'ada@example.com')
    const made = await adminClient(coatcheck).post('/verifier-keys', { name: 'app' })
    const visitor = { 'coatcheck-client-address': '203.0.113.7' }
    for (const key of [String(made.body['key']), coatcheck.adminKey, 'ccb_nonsense', ''])
      expect(await addressSeen({ ...visitor, 'coatcheck-backend-key': key })).toBe('192.0.2.1')
    expect(await addressSeen(visitor)).toBe('192.0.2.1')
  })
})
