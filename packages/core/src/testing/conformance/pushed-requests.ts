/** Conformance of the port for pushed authorization requests: opened by its client, used once, over in time. */

import { newId } from '../../id/id.ts'
import { PUSHED_LIFETIME_MS, PUSHED_OPEN_MS } from '../../oauth/pushed-request.ts'
import { type ConformanceRunner, onStore, race, RACERS, same, type Subject, tally } from './harness.ts'

/** The suite. */
export function pushedRequestConformance(runner: ConformanceRunner): void {
  const clientId = newId('app', 1_780_000_000_000, runner.random)
  const foreign = newId('app', 1_780_000_000_000, runner.random)
  const parameters = 'client_id=app&state=a%20b&resource=1&resource=2'
  const pushed = async ({ store, hash }: Subject, fill = 1): Promise<Uint8Array> => {
    await store.pushedRequests.create({ hash: hash(fill), clientId, parameters })
    return hash(fill)
  }

  runner.describe('a pushed request', () => {
    onStore(runner, 'is read by its client alone, and used once by one of many', async (subject) => {
      const { pushedRequests } = subject.store
      const hash = await pushed(subject)
      same(await pushedRequests.open(hash, foreign), null, 'what another client reads')
      same(await pushedRequests.open(subject.hash(2), clientId), null, 'what nobody pushed')
      same(await pushedRequests.open(hash, clientId), parameters, 'what its client reads')
      same(await pushedRequests.use(hash, foreign), false, 'use by another client')
      const uses = await race(() => pushedRequests.use(hash, clientId))
      same(tally(uses.map(String)), { false: RACERS - 1, true: 1 }, 'uses')
      same(await pushedRequests.open(hash, clientId), null, 'what is left of it')
    })

    onStore(runner, 'is over unless a browser comes with it in time', async (subject) => {
      const { pushedRequests } = subject.store
      const hash = await pushed(subject)
      await subject.passTime(PUSHED_LIFETIME_MS)
      same(await pushedRequests.open(hash, clientId), null, 'what is over')
      same(await pushedRequests.use(hash, clientId), false, 'use of what is over')
    })

    onStore(runner, 'has its time from the first reading on, which no other prolongs', async (subject) => {
      const { pushedRequests } = subject.store
      const [hash, unread] = [await pushed(subject), await pushed(subject, 2)]
      same(await pushedRequests.open(unread, foreign), null, 'what another client reads')
      await race(() => pushedRequests.open(hash, clientId))
      await subject.passTime(PUSHED_OPEN_MS - 60_000)
      same(await pushedRequests.open(hash, clientId), parameters, 'what its client still reads')
      same(await pushedRequests.open(unread, clientId), null, 'what a foreign reading did not start')
      await subject.passTime(60_000)
      same(await pushedRequests.open(hash, clientId), null, 'what is over')
    })

    onStore(runner, 'is forgotten when it is over', async (subject) => {
      const { pushedRequests } = subject.store
      for (const fill of [1, 2, 3]) await pushed(subject, fill)
      same(await pushedRequests.sweep(10), 0, 'swept too early')
      await subject.passTime(PUSHED_LIFETIME_MS)
      same(await pushedRequests.sweep(2), 2, 'swept in one batch')
      same(await pushedRequests.sweep(2), 1, 'the rest')
    })
  })
}
