/** Three nodes of one instance, at which clients refresh and people act while something happens to what they stand on. */

import { fakeClock } from '@coatcheck/core/testing'
import { systemClock } from '@coatcheck/server'
import { expect } from 'vitest'
import { newLedger, PATIENCE, type People, peopleAt } from './people.ts'
import { type RunningCoatcheck, startCoatcheck } from './start-coatcheck.ts'

const CLIENTS = 60
const ACTORS = 4

/** Where a node finds what it stands on. */
export type Reach = { readonly databaseUrl: string; readonly redisUrl: string }

/** The nodes. */
export type ThreeNodes = {
  readonly people: People
  /** Ends one of them for good. */
  readonly stopOne: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts them. */
export async function startThreeNodes(reaches: readonly [Reach, Reach, Reach]): Promise<ThreeNodes> {
  const nodes = await Promise.all(reaches.map(startNode))
  const people = peopleAt(nodes)
  return {
    people,
    stopOne: async () => {
      await nodes.pop()?.close()
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.close()))
    },
  }
}

function startNode({ databaseUrl, redisUrl }: Reach): Promise<RunningCoatcheck> {
  const environment = {
    COATCHECK_URL: 'http://localhost:4000',
    COATCHECK_DATABASE_URL: databaseUrl,
    COATCHECK_REDIS_URL: redisUrl,
    COATCHECK_SECRET: 'one secret of all the nodes, and long enough',
    COATCHECK_TRUST_PROXY: '1',
    COATCHECK_LOG_LEVEL: 'silent',
  }
  return startCoatcheck({ environment, clock: { ...fakeClock(), nowMs: systemClock.nowMs } })
}

/**
 * Clients refresh and people act while something happens; afterwards everything that was acknowledged must hold.
 *
 * @param happens Can wait until more was refreshed and done, or until all have refreshed once more on the average.
 */
export async function expectAllToGoOn(
  { people }: Pick<ThreeNodes, 'people'>,
  happens: (goOn: () => Promise<void>, refreshOn: () => Promise<void>) => Promise<void>,
  clients: number = CLIENTS,
): Promise<void> {
  const load = await people.startClients(clients)
  const ledger = newLedger()
  const acting = Array.from({ length: ACTORS }, (_, actor) => people.act(ledger, actor))
  const goOn = async (): Promise<void> => {
    const acknowledged = ledger.ended.length
    await load.goOn()
    await expect.poll(() => ledger.ended.length, PATIENCE).toBeGreaterThan(acknowledged + ACTORS)
  }
  const meanwhile = async (): Promise<void> => {
    await goOn()
    await happens(goOn, load.goOn)
    await goOn()
    ledger.isOver = true
    await load.stop()
  }
  try {
    await Promise.all([meanwhile(), load.over, ...acting])
  } finally {
    ledger.isOver = true
    await Promise.allSettled([load.stop(), ...acting])
  }
  await people.expectNoneLost(ledger)
  expect(await people.admin().list('/events?type=session.reuse_detected')).toEqual([])
  const refusals = load.clients.flatMap((one) => one.refusals).filter(({ status }) => status === 503)
  expect(refusals.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true)
}
