/** Durable refresh through the server's store: `group-commit.ts <database>` keeps 64 steps under way at a time. */

import { parseRefreshToken, type AdvanceChain } from '@coatcheck/core'
import { openServerParts } from '../coatcheck/server-parts.ts'
import { makeSecret } from '../coatcheck/launch.ts'
import { seedSessions } from '../coatcheck/seed.ts'
import { measureSelf, serveRounds } from '../process/worker.ts'

const AT_ONCE = 64

const databaseUrl = `sqlite:${process.argv[2] ?? ''}`
const core = Number(process.argv[3])
const secret = makeSecret()
const { refreshTokens } = await seedSessions({ databaseUrl, secret, sessions: 10_000, core })
const { store } = await openServerParts(databaseUrl, secret)

const steps = refreshTokens.map((text): AdvanceChain => {
  const token = parseRefreshToken(text)
  if (token === null) throw new Error('a seeded refresh token does not parse')
  return {
    sessionId: token.sessionId,
    salt: token.salt,
    expectCounter: token.counter,
    nextCounter: token.counter + 1,
    keyHash: new Uint8Array(32),
    secretVersion: token.secretVersion,
    kind: 'refresh',
    active: false,
    proves: null,
    afterRollback: false,
    rateLimit: { everyMs: 0, burst: Number.MAX_SAFE_INTEGER },
    events: [],
  }
})

serveRounds({ name: 'coatcheck (group commit)' }, (seconds) =>
  measureSelf(async () => {
    const endsAt = performance.now() + seconds * 1000
    const lanes = Array.from({ length: AT_ONCE }, (_, lane) => runLane(lane, endsAt))
    return (await Promise.all(lanes)).reduce((total, count) => total + count, 0)
  }),
)

/** Steps every 64th chain in turn, one at a time. */
async function runLane(lane: number, endsAt: number): Promise<number> {
  let operations = 0
  let at = lane
  while (performance.now() < endsAt) {
    const step = steps[at]
    if (step === undefined) throw new RangeError(`there are fewer than ${AT_ONCE} chains`)
    const { outcome } = await store.sessions.advance(step)
    if (outcome !== 'advanced') throw new Error(`a step was answered ${outcome}`)
    steps[at] = { ...step, expectCounter: step.nextCounter, nextCounter: step.nextCounter + 1 }
    at = at + AT_ONCE < steps.length ? at + AT_ONCE : lane
    operations++
  }
  return operations
}
