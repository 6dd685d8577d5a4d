/** How often minting asks the store who somebody is in an organization: once, and not again while nothing changes. */

import { parseId, type Store } from '@coatcheck/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mintAskedToken } from '../../packages/server/src/session/asked-token.ts'
import { cacheMemberships } from '../../packages/server/src/store/membership-cache.ts'
import { adminClient } from '../support/admin-client.ts'
import { type Json, register } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
beforeAll(async () => {
  coatcheck = await startCoatcheck()
})
afterAll(() => coatcheck.close())

/** The store behind an empty cache of memberships, and how often the cache asked it. */
function counted(): { readonly store: Store; readonly reads: () => number } {
  let reads = 0
  const { store } = coatcheck.server
  const { memberships } = store
  const find: typeof memberships.find = (key) => {
    reads += 1
    return memberships.find(key)
  }
  const behind = { ...store, memberships: { ...memberships, find } }
  return { store: cacheMemberships(behind, coatcheck.clock), reads: () => reads }
}

test('a token for the organization that is asked for reads the membership once, as of the session', async () => {
  const { body } = await register(coatcheck.url, 'ada@example.com')
  const { id: createdBy } = body['user'] as { readonly id: string }
  const sessionId = parseId('sess', (body['session'] as { readonly id: string }).id)
  const made = await adminClient(coatcheck).post('/organizations', { name: 'Analysts', createdBy })
  const organizationId = parseId('org', String(made.body['id']))
  const { store, reads } = counted()
  const reading = sessionId === null ? null : await store.sessions.find(sessionId)
  if (reading === null || organizationId === null) throw new Error('they are there')

  const { factors, authorizedParty } = reading.session
  const ask = { template: null, organizationId, expiresInSeconds: undefined }
  const mint = async (): Promise<Json> => {
    const server = { ...coatcheck.server, store }
    const minted = await mintAskedToken(server, { reading, factors, authorizedParty }, ask, () => {
      throw new Error('nothing is told of a token that its session ends')
    })
    if (minted instanceof Response) throw new Error(String(minted.status))
    return JSON.parse(Buffer.from(minted.token.split('.')[1] ?? '', 'base64url').toString()) as Json
  }
  const [first, second] = [await mint(), await mint()]
  expect(reads()).toBe(1)
  for (const { org, gen } of [first, second]) {
    expect(org).toMatchObject({ id: organizationId, role: 'org:admin' })
    expect(gen).toBe(reading.position)
  }
})
