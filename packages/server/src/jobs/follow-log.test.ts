/** A node that may have missed entries of the log reads again what they would have named. */

import { BY_SYSTEM, LOG_KEEP_MS, type LogStore, type Store } from '@coatcheck/core'
import { fakeClock, seededRandom } from '@coatcheck/core/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLogger } from '../log/logger.ts'
import { createClientAlgorithms } from '../oauth/client-algorithms.ts'
import { createPolicyInForce, type PolicyInForce } from '../policy/policy-in-force.ts'
import { createKeyRing } from '../signing/key-ring.ts'
import { createInstanceSecrets } from '../secret/instance-secrets.ts'
import { parseSecrets } from '../secret/parse-secrets.ts'
import { createLiveTemplates } from '../template/live-templates.ts'
import { openSqliteStore } from '../sqlite/sqlite-store.ts'
import { createFeed } from '../feed/feed.ts'
import { followLog, readLog } from './follow-log.ts'

const clock = fakeClock()
const random = seededRandom(1)

let store: Store
let policyInForce: PolicyInForce
let incarnation: string
let looks: number
let stop: () => void

beforeEach(async () => {
  store = openSqliteStore({ path: ':memory:', clock, random })
  policyInForce = await createPolicyInForce(store.policy, { preset: 'web', policy: {} })
  const parsed = parseSecrets('a secret of more than thirty-two bytes')
  if (!parsed.ok) throw new Error(parsed.problem)
  const secrets = createInstanceSecrets(parsed.secrets, random)
  const keyRing = await createKeyRing({ store: store.signingKeys, secrets, clock, algorithm: 'ES256' })
  incarnation = 'first'
  looks = 0
  // A log whose entries are gone before they are read.
  const log: LogStore = { ...store.log, incarnation: async () => incarnation, after: async () => [] }
  const logger = createLogger({ logLevel: 'silent' })
  const templates = await createLiveTemplates({ store: store.templates, secrets, logger })
  const clientAlgorithms = await createClientAlgorithms(store.oauthClients, 'ES256')
  const askTime = async (): Promise<void> => {
    looks += 1
  }
  const from = await readLog(log)
  const feed = createFeed(from, clock.nowMs)
  const followed = {
    feed,
    store: { log },
    policyInForce,
    templates,
    clientAlgorithms,
    keyRing,
    clock,
    askTime,
  }
  stop = followLog({ ...followed, logger }, from, 1)
  await store.policy.replace({}, { tokenSeconds: 30 }, BY_SYSTEM)
})
afterEach(async () => {
  stop()
  await store.close()
})

/** Waits until the log was looked at twice, so that one of the looks began after this call. */
async function expectInForce(tokenSeconds: number): Promise<void> {
  const before = looks
  await expect.poll(() => looks, { timeout: 10_000 }).toBeGreaterThan(before + 1)
  expect(policyInForce.current().tokenSeconds).toBe(tokenSeconds)
}

test('when another database server answers, whose log may have been written past what was lost', async () => {
  await expectInForce(60)
  incarnation = 'second'
  await expectInForce(30)
})

test('when it has not looked for so long that entries may have been forgotten', async () => {
  await expectInForce(60)
  clock.advance(LOG_KEEP_MS)
  await expectInForce(30)
})
