/**
 * Redis forgets, falls back or falls silent, under three nodes and their clients: nobody is signed out, nothing
 * that was acknowledged is lost, and nobody who was signed out comes back.
 */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { expectAllToGoOn, startThreeNodes, type ThreeNodes } from '../support/three-nodes.ts'

let postgres: RunningPostgres
let redis: RunningRedis
let instance: ThreeNodes

beforeAll(async () => {
  postgres = await startPostgres()
  redis = await startRedis(['--dbfilename', 'dump.rdb'])
  const reach = { databaseUrl: postgres.url('postgres'), redisUrl: redis.url }
  instance = await startThreeNodes([reach, reach, reach])
}, 120_000)
afterAll(async () => {
  await instance.stop()
  await Promise.all([postgres.stop(), redis.stop()])
}, 60_000)

test('comes back with nothing', async () => {
  await expectAllToGoOn(instance, async () => {
    await redis.kill()
    await instance.people.expectReadiness(503)
    await redis.start()
    expect(redis.run('INFO', 'persistence')).toContain('rdb_changes_since_last_save:')
    await instance.people.expectReadiness(200)
  })
}, 180_000)

test('comes back with what it knew long ago', async () => {
  await expectAllToGoOn(instance, async (_, refreshOn) => {
    redis.run('SAVE')
    for (let time = 0; time < 6; time++) await refreshOn() // more steps than a failover loses
    await redis.kill()
    await instance.people.expectReadiness(503)
    await redis.start()
    expect(Number(redis.run('DBSIZE'))).toBeGreaterThan(60)
    await instance.people.expectReadiness(200)
  })
}, 180_000)

test('falls silent for a while', async () => {
  await expectAllToGoOn(instance, async () => {
    redis.signal('SIGSTOP')
    await instance.people.expectReadiness(503)
    redis.signal('SIGCONT')
    await instance.people.expectReadiness(200)
  })
}, 180_000)

test('goes on while a node ends, and others take its place', async () => {
  await expectAllToGoOn(instance, async (goOn) => {
    await instance.stopOne()
    await goOn()
  })
}, 180_000)
