/** Which Redis a server starts on: what it refuses, what it warns of, TLS with users, and Sentinels. */

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { startRedis, until } from '../support/redis.ts'
import { startServerProcess } from '../support/server-process.ts'
import { freePort } from '../support/start-coatcheck.ts'

let postgres: RunningPostgres
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-redis-start-'))
  postgres = await startPostgres()
}, 60_000)
afterAll(async () => {
  await postgres.stop()
  rmSync(folder, { recursive: true })
})

async function startOn(redisUrl: string, more: Readonly<Record<string, string>> = {}) {
  return await startServerProcess(await freePort(), folder, {
    COATCHECK_DATABASE_URL: postgres.url('postgres'),
    COATCHECK_REDIS_URL: redisUrl,
    ...more,
  })
}

test('one that drops keys when it is full is refused, with what to set', async () => {
  const redis = await startRedis(['--maxmemory-policy', 'allkeys-lru'])
  await expect(startOn(redis.url)).rejects.toThrow(/allkeys-lru.*maxmemory-policy noeviction/)
  await redis.stop()
})

test('one that is not there is named, without its password', async () => {
  const url = `redis://someone:hunter2@127.0.0.1:${await freePort()}`
  const failure = await startOn(url).then(
    () => '',
    (error: unknown) => String(error),
  )
  expect(failure).toMatch(/Redis at 127\.0\.0\.1:\d+ cannot be reached/)
  expect(failure).not.toContain('hunter2')
})

test('one that writes nothing to disk is taken, and said so', async () => {
  const [volatile, kept] = await Promise.all([startRedis(), startRedis(['--appendonly', 'yes'])])
  const first = await startOn(volatile.url)
  expect(first.output()).toContain('Redis writes nothing to disk')
  expect(await first.stop()).toBe(0)
  const second = await startOn(kept.url)
  expect(second.output()).not.toContain('Redis writes nothing to disk')
  await kept.kill() // whatever became of it, a server ends
  expect(await second.stop()).toBe(0)
  await Promise.all([volatile.stop(), kept.stop()])
}, 60_000)

test('over TLS as a user of its own, if the certificate is that of one it trusts', async () => {
  const files = certificates(folder)
  const tlsPort = await freePort()
  const redis = await startRedis(
    [
      ['--tls-port', String(tlsPort), '--tls-auth-clients', 'no'],
      ['--tls-cert-file', files.certificate, '--tls-key-file', files.key],
      ['--tls-ca-cert-file', files.authority],
      ['--user', 'coatcheck', 'on', '>hunter2', '~coatcheck:*', '+@all'],
    ].flat(),
  )
  const url = `rediss://coatcheck:hunter2@localhost:${tlsPort}`
  const server = await startOn(url, { NODE_EXTRA_CA_CERTS: files.authority })
  const app = new TokenApp(server.url, (await register(server.url, 'ada@example.com')).body)
  expect((await app.refresh()).status).toBe(200)
  expect(await server.stop()).toBe(0)
  await expect(startOn(url)).rejects.toThrow(/cannot be reached: .*(?:certificate|self-signed)/)
  await redis.stop()
}, 60_000)

test.each(['SIGKILL', 'SIGSTOP'] as const)(
  'by Sentinels, and on when %s got the master and one of them',
  async (signal) => {
    const [master, replica] = await Promise.all([startRedis(), startRedis()])
    replica.run('REPLICAOF', '127.0.0.1', String(master.port))
    await until(() => /master_link_status:up/.test(replica.run('INFO', 'replication')))
    const ports = await Promise.all([freePort(), freePort(), freePort()])
    const sentinels = ports.map((port) => startSentinel(folder, port, master.port))
    await until(() => ports.every((port) => knowsOthers(port)))

    const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',')
    const server = await startOn(`redis+sentinel://${hosts}/coatcheck`)
    const app = new TokenApp(server.url, (await register(server.url, `grace-${signal}@example.com`)).body)
    expect((await app.refresh()).status).toBe(200)
    master.signal(signal)
    sentinels[1]?.kill(signal) // the one that is asked next
    await until(async () => (await send(server.url, '/readyz')).status === 503)
    await until(async () => (await send(server.url, '/readyz')).status === 200)
    expect((await app.refresh()).status).toBe(200)
    expect(replica.run('INFO', 'replication')).toContain('role:master')
    expect(await server.stop()).toBe(0)
    for (const sentinel of sentinels) {
      sentinel.kill('SIGKILL')
      if (sentinel.signalCode === null) await once(sentinel, 'exit')
    }
    await Promise.all([master.stop(), replica.stop()])
  },
  120_000,
)

/** A Sentinel that watches the master. */
function startSentinel(inFolder: string, port: number, masterPort: number) {
  const file = join(inFolder, `sentinel-${port}.conf`)
  writeFileSync(
    file,
    `port ${port}
bind 127.0.0.1
dir ${inFolder}
sentinel monitor coatcheck 127.0.0.1 ${masterPort} 2
sentinel down-after-milliseconds coatcheck 1000
sentinel failover-timeout coatcheck 5000
`,
  )
  return spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' })
}

function knowsOthers(port: number): boolean {
  const report = execFileSync('redis-cli', ['-p', String(port), 'SENTINEL', 'MASTER', 'coatcheck'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return /num-slaves\n1\n/.test(report) && /num-other-sentinels\n2\n/.test(report)
}

/** An authority of one's own, and a certificate for localhost. */
function certificates(inFolder: string) {
  const path = (name: string): string => join(inFolder, name)
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' })
  const newKey = ['-newkey', 'rsa:2048', '-nodes']
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    path('ca.key'),
    '-out',
    path('ca.pem'),
    '-subj',
    '/CN=Test CA',
  )
  openssl('req', ...newKey, '-keyout', path('redis.key'), '-out', path('redis.csr'), '-subj', '/CN=localhost')
  writeFileSync(path('names'), 'subjectAltName=DNS:localhost\n')
  const by = ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial', '-extfile', path('names')]
  openssl('x509', '-req', '-in', path('redis.csr'), ...by, '-out', path('redis.pem'))
  return { authority: path('ca.pem'), certificate: path('redis.pem'), key: path('redis.key') }
}

test('what it holds is no credential, nor any part of one that is secret', async () => {
  const redis = await startRedis()
  const server = await startOn(redis.url)
  const { body } = await register(server.url, 'joan@example.com')
  const app = new TokenApp(server.url, body)
  await app.refresh()
  const opaque = (
    await send(server.url, '/api/auth/login', {
      body: { email: 'joan@example.com', password: PASSWORD, transport: 'opaque' },
    })
  ).body['sessionToken']
  await send(server.url, '/api/auth/session', { bearer: String(opaque) })
  const keys = redis.run('--scan').split('\n')
  const held = keys.filter((key) => key.includes('sess_')).map((key) => redis.run('HVALS', key))
  expect(held).toHaveLength(2)
  const dump = held.join('\n')
  const secrets = [app.refreshToken, String(opaque), PASSWORD].flatMap((text) => [text, text.slice(-40)])
  expect(secrets.filter((secret) => dump.includes(secret))).toEqual([])
  for (const line of dump.split('\n')) {
    for (const path of ['/api/auth/session', '/api/auth/user']) {
      if (!/^[\w.+/=-]+$/.test(line)) continue
      expect((await send(server.url, path, { bearer: line })).status).not.toBe(200)
    }
  }
  expect(await server.stop()).toBe(0)
  await redis.stop()
}, 60_000)
