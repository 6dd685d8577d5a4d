/** API keys on several nodes: each remembers what it read, and none goes by it once another has changed it. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { cacheApiKeys } from '../../packages/server/src/store/api-key-cache.ts'
import { type Json, register, send } from '../support/api-client.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'

let postgres: RunningPostgres
let nodes: Nodes
let backendKey: string
beforeAll(async () => {
  postgres = await startPostgres()
  nodes = await startNodes(2, { environment: { COATCHECK_DATABASE_URL: postgres.url('postgres') } })
  backendKey = String((await nodes.at(0).admin.post('/backend-keys', { name: 'api' })).body['key'])
}, 60_000)
afterAll(async () => {
  await nodes.stop()
  await postgres.stop()
})

let people = 0

async function makeKey(
  more: Json = {},
): Promise<{ readonly userId: string; readonly id: string; readonly key: string }> {
  const { body } = await register(nodes.at(0).url, `person-${people++}@example.com`)
  const { id: userId } = body['user'] as { readonly id: string }
  const chosen = { subject: userId, name: 'nightly', expiresInSeconds: null, ...more }
  const made = (await nodes.at(0).admin.post('/api-keys', chosen)).body
  return { userId, id: String((made['apiKey'] as Json)['id']), key: String(made['key']) }
}

const verify = async (index: number, key: string): Promise<Json> =>
  (await send(nodes.at(index).url, '/api/auth/api-keys/verify', { bearer: backendKey, body: { key } })).body

test('what one node does to a key, or to its user, counts there at once and on the other soon', async () => {
  const { admin } = nodes.at(0)
  const { userId, id, key } = await makeKey()
  const both = async (): Promise<readonly unknown[]> => [
    (await verify(0, key))['active'],
    (await verify(1, key))['active'],
  ]
  expect(await both()).toEqual([true, true])
  await admin.post(`/users/${userId}/disable`)
  expect(await verify(0, key)).toEqual({ active: false })
  await expect.poll(() => verify(1, key)).toEqual({ active: false })
  await admin.post(`/users/${userId}/enable`)
  await expect.poll(both).toEqual([true, true])
  await admin.patch(`/api-keys/${id}`, { scopes: ['deploy'] })
  expect(await verify(0, key)).toMatchObject({ scopes: ['deploy'] })
  await expect.poll(() => verify(1, key)).toMatchObject({ scopes: ['deploy'] })
  await admin.delete(`/api-keys/${id}`)
  expect(await verify(0, key)).toEqual({ active: false })
  await expect.poll(() => verify(1, key)).toEqual({ active: false })
})

test('a limit is one for all nodes', async () => {
  const { key } = await makeKey({ rateLimit: { requests: 4, perSeconds: 86_400 } })
  const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => verify(index, key)))
  expect(answers.filter(({ active }) => active === true)).toHaveLength(4)
  expect(answers.filter(({ code }) => code === 'rate_limited')).toHaveLength(8)
})

test('of many questions about a key, the first asks the store', async () => {
  const { store, clock } = nodes.at(0).coatcheck.server
  const { id, userId } = await makeKey()
  let reads = 0
  const find: typeof store.apiKeys.find = (asked) => {
    reads++
    return store.apiKeys.find(asked)
  }
  const cached = cacheApiKeys({ ...store, apiKeys: { ...store.apiKeys, find } }, clock)
  const keyId = id as Parameters<typeof find>[0]
  for (let n = 0; n < 100; n++) expect((await cached.apiKeys.find(keyId))?.key.subject).toBe(userId)
  expect(reads).toBe(1)
  await cached.copies?.apply([{ position: 1, kind: 'api-key', id, untilMs: 0 }])
  await cached.apiKeys.find(keyId)
  expect(reads).toBe(2)
})
