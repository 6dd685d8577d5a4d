/**
 * A Cluster loses a master, or has one that falls silent and comes back, under three nodes and their clients: nobody is
 * signed out, nothing that was acknowledged is lost, and nobody who was signed out comes back.
 */

import { afterAll, beforeAll, test } from 'vitest'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import {
  coversAllSlots,
  isMaster,
  type RunningCluster,
  type RunningRedis,
  startRedisCluster,
  until,
} from '../support/redis.ts'
import { expectAllToGoOn, startThreeNodes, type ThreeNodes } from '../support/three-nodes.ts'

let postgres: RunningPostgres
let cluster: RunningCluster
let instance: ThreeNodes

beforeAll(async () => {
  ;[postgres, cluster] = await Promise.all([startPostgres(), startRedisCluster()])
  const reach = { databaseUrl: postgres.url('postgres'), redisUrl: cluster.url }
  instance = await startThreeNodes([reach, reach, reach])
}, 120_000)
afterAll(async () => {
  await instance.stop()
  await Promise.all([postgres.stop(), cluster.stop()])
}, 60_000)

function someMaster(): RunningRedis {
  const found = cluster.servers.find(isMaster)
  if (found === undefined) throw new Error('there is no master')
  return found
}

/** Waits until the others have replaced a master. */
async function untilReplaced(master: RunningRedis): Promise<void> {
  const others = cluster.servers.filter((server) => server !== master)
  await until(() => others.filter(isMaster).length === 3 && others.every(coversAllSlots))
}

test('loses a master, whose replica takes over', async () => {
  await expectAllToGoOn(instance, async (goOn) => {
    await cluster.untilWhole()
    const lost = someMaster()
    await lost.kill()
    await untilReplaced(lost)
    await instance.people.expectReadiness(200)
    await goOn()
    await lost.start()
    await cluster.untilWhole()
  })
}, 240_000)

test('has a master that falls silent, is replaced, comes back as one, and takes over again', async () => {
  await expectAllToGoOn(instance, async (goOn) => {
    await cluster.untilWhole()
    const silent = someMaster()
    silent.signal('SIGSTOP')
    await untilReplaced(silent)
    await goOn()
    silent.signal('SIGCONT')
    await cluster.untilWhole()
    await goOn()
    silent.run('CLUSTER', 'FAILOVER')
    await until(() => isMaster(silent))
    await cluster.untilWhole()
    await goOn()
  })
}, 240_000)
