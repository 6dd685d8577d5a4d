/** Who may look at the playground, by the address that a request comes from. */

import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { AppEnv } from '../http/router.ts'
import { refuseVisitor } from './refuse-visitor.ts'

const URL_OF_SERVER = 'http://localhost:4000'

async function isLetIn(
  remoteAddress: string | null,
  headers: { readonly [name: string]: string } = {},
): Promise<boolean> {
  const app = new Hono<AppEnv>()
  const settings = { url: URL_OF_SERVER } as Parameters<typeof refuseVisitor>[0]['settings']
  app.get('/', (c) => c.json(refuseVisitor({ settings }, c) === null))
  const env = remoteAddress === null ? {} : { incoming: { socket: { remoteAddress } } }
  const response = await app.request(
    `${URL_OF_SERVER}/`,
    { headers: { host: 'localhost:4000', ...headers } },
    env,
  )
  return (await response.json()) as boolean
}

test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])(
  '%s, this machine, is let in',
  async (address) => {
    expect(await isLetIn(address)).toBe(true)
  },
)

test.each([
  '192.168.1.7',
  '10.0.0.2',
  '169.254.1.1',
  '203.0.113.9',
  '::ffff:192.168.1.7',
  'fe80::1',
  '2001:db8::1',
  'nonsense',
])('%s, another machine, is not', async (address) => {
  expect(await isLetIn(address)).toBe(false)
})

test('whoever comes from nowhere is not let in', async () => {
  expect(await isLetIn(null)).toBe(false)
})

test.each([
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'cf-connecting-ip',
])('nor is whom a proxy on this machine sends on, by its %s', async (name) => {
  expect(await isLetIn('127.0.0.1', { [name]: 'anything' })).toBe(false)
})

test('nor is a page of another name that leads to this machine', async () => {
  expect(await isLetIn('127.0.0.1', { host: 'evil.example' })).toBe(false)
})
