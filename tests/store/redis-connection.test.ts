/** A connection to Redis that breaks is made again once, and the new one is kept. */

import { setTimeout as wait } from 'node:timers/promises'
import { connectRedis, readRedisAddress } from '@coatcheck/server'
import { expect, test } from 'vitest'
import { PATIENCE } from '../support/people.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'

const SCRIPT = { text: 'return 1', sha: 'e0e1f9fabfc9d4800c877a703b823ac0578ff8db' }
/** Longer than an answer is waited for. */
const OLD_SECONDS = 3

type Connection = { readonly id: number; readonly ageSeconds: number }

/** The connection that does not come from asking about it. */
function connection(server: RunningRedis): Connection | undefined {
  const line = server
    .run('CLIENT', 'LIST')
    .split('\n')
    .find((one) => !one.includes(' cmd=client|list '))
  const [, id, age] = /^id=(\d+) .* age=(\d+) /.exec(line ?? '') ?? []
  return id === undefined ? undefined : { id: Number(id), ageSeconds: Number(age) }
}

test('what was asked of a server that died does not end the connection to the one that follows', async () => {
  const server = await startRedis()
  const address = readRedisAddress(server.url)
  if (address === null) throw new Error(`${server.url} is no address`)
  const { redis } = await connectRedis(address)
  const answer = (): Promise<unknown> => redis.run(SCRIPT, ['any']).catch(() => null)

  server.signal('SIGSTOP')
  const unanswered = answer()
  await wait(0) // it is on its way
  await server.kill()
  await server.start()
  expect(await unanswered).toBeNull()
  await expect.poll(answer, { ...PATIENCE, interval: 5 }).toBe(1)
  const made = connection(server)
  const age = (): number => connection(server)?.ageSeconds ?? 0
  await expect.poll(age, PATIENCE).toBeGreaterThanOrEqual(OLD_SECONDS)
  expect(connection(server)?.id).toBe(made?.id)

  await redis.close()
  await server.stop()
}, 120_000)
