/** A copy of the database is worth nothing: no value in any column works as a credential anywhere. */

import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OPAQUE_CREDENTIALS, type OpaqueKind, formatOpaque } from '@coatcheck/core'
import { routes } from '@coatcheck/server'
import { adminClient } from '../support/admin-client.ts'
import { Browser, login, PASSWORD, register, send, TokenApp } from '../support/api-client.ts'
import { carry } from '../support/credentials.ts'
import { codeAt, decodeBase32 } from '../support/totp.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

/** What a template signs with: sealed in the database. */
const SHARED_SECRET = 'a secret that a third party knows as well'

/** What an upstream and this server have in common: sealed too. */
const CLIENT_SECRET = 'a secret that an upstream knows as well'
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(24, 'w').toString('base64')}`

let folder: string
let coatcheck: RunningCoatcheck
/** Every value of every column of every table, and the credentials that were issued. */
const values = new Set<string>()
const blobs: Uint8Array[] = []
const issued: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-stolen-'))
  const before = await startCoatcheck({ folder })
  const { url, clock } = before
  const browser = new Browser(url)
  await browser.send('/api/auth/register', { body: { email: 'ada@example.com', password: PASSWORD } })
  const app = new TokenApp(url, (await login(url, 'ada@example.com')).body)
  issued.push(app.refreshToken)
  await app.refresh()
  issued.push(app.refreshToken, browser.cookies.get('coatcheck')!, before.adminKey, PASSWORD)
  const opaque = await register(url, 'grace@example.com', { transport: 'opaque' })
  issued.push(String(opaque.body['sessionToken']))
  for (const kind of ['backend-key', 'verifier-key', 'api-key'] as const)
    issued.push((await carry(before, kind)).bearer!)
  await protect(before, browser)
  await adminClient(before).post('/templates', {
    name: 'api',
    text: '{}',
    algorithm: 'HS256',
    secret: SHARED_SECRET,
  })
  issued.push(SHARED_SECRET)
  await adminClient(before).post('/upstreams', {
    kind: 'github',
    clientId: 'Iv1.abc',
    clientSecret: CLIENT_SECRET,
    webhookSecret: WEBHOOK_SECRET,
  })
  issued.push(CLIENT_SECRET, WEBHOOK_SECRET)
  const { clock: running } = before
  await before.close()

  readEverything(join(folder, 'coatcheck.db'))
  coatcheck = await startCoatcheck({ folder, clock: running ?? clock })
})
afterAll(async () => {
  await coatcheck.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Sets an authenticator app up: its seed and the recovery codes are secrets like the others. */
async function protect({ clock }: RunningCoatcheck, browser: Browser): Promise<void> {
  const enrolled = (await browser.send('/api/auth/factors/totp', { body: {} })).body
  const secret = String(enrolled['secret'])
  const body = { factorId: enrolled['factorId'], code: codeAt(secret, clock.nowMs()) }
  const { recoveryCodes } = (await browser.send('/api/auth/factors/totp/verify', { body })).body as {
    readonly recoveryCodes: readonly string[]
  }
  issued.push(secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', '')))
  issued.push(decodeBase32(secret).toString('latin1'))
}

function readEverything(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true })
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  for (const { name } of tables) {
    for (const row of database.prepare(`SELECT * FROM "${String(name)}"`).all()) {
      for (const value of Object.values(row)) {
        if (value instanceof Uint8Array) blobs.push(value)
        if (typeof value === 'string' || value instanceof Uint8Array)
          for (const text of spellings(value)) values.add(text)
      }
    }
  }
  database.close()
}

function spellings(value: string | Uint8Array): string[] {
  if (typeof value === 'string') return [value]
  const buffer = Buffer.from(value)
  return [buffer.toString('base64url'), buffer.toString('hex')]
}

test('no credential and no password stands in the file', () => {
  const bytes = readFileSync(join(folder, 'coatcheck.db')).toString('latin1')
  for (const credential of issued) {
    expect(credential).toBeTruthy()
    expect(bytes).not.toContain(credential)
  }
  const opaque = issued.filter(
    (credential) => /^cc[a-z]+_/.test(credential) && !credential.startsWith('ccr_'),
  )
  expect(opaque).toHaveLength(6)
  for (const credential of opaque) {
    const secret = Buffer.from(credential.slice(credential.indexOf('_') + 1), 'base64url').subarray(16, 48)
    expect(bytes).not.toContain(secret.toString('latin1'))
  }
})

describe('a value of the database', () => {
  test('as a bearer credential opens no route', async () => {
    const protectedRoutes = routes.filter(({ definition }) => !definition.accepts.includes('none'))
    for (const value of values) {
      if (!/^[\x21-\x7e]{1,200}$/.test(value)) continue
      const { definition } = protectedRoutes[value.length % protectedRoutes.length]!
      const path = definition.path.replaceAll(/\{\w+\}/g, 'x')
      const body = definition.method === 'get' ? {} : { body: {} }
      const { status } = await send(coatcheck.url, path, {
        method: definition.method.toUpperCase(),
        bearer: value,
        ...body,
      })
      expect([401, 403]).toContain(status)
    }
    expect(values.size).toBeGreaterThan(50)
  })

  test('put in the place of the secret makes no credential of any kind', async () => {
    const ids = [...values].flatMap((value) => /^(?:sess|client|key|tkt)_(.{26})$/.exec(value)?.[0] ?? [])
    const secrets = blobs.filter(({ length }) => length === 32)
    expect(secrets.length).toBeGreaterThan(4)
    for (const id of ids) {
      for (const secret of secrets) {
        for (const kind of kindsOf(id)) {
          const forged = formatOpaque(kind, id as never, secret)
          const { status } =
            kind === 'client'
              ? await send(coatcheck.url, '/api/auth/session', { headers: { cookie: `coatcheck=${forged}` } })
              : await send(coatcheck.url, pathFor(kind), { bearer: forged })
          expect([401, 403]).toContain(status)
        }
        if (!id.startsWith('key_')) continue
        expect(await verified(formatOpaque('apiKey', id as never, secret))).toEqual({ active: false })
      }
    }
  })

  test('put in the place of the tag makes no refresh token', async () => {
    const [current] = issued.filter((credential) => credential.startsWith('ccr_')).slice(-1)
    const body = Buffer.from(current!.slice(4), 'base64url')
    for (const blob of blobs.filter(({ length }) => length === 32)) {
      const forged = Buffer.from(body)
      Buffer.from(blob).copy(forged, 38)
      const answer = await send(coatcheck.url, '/api/auth/refresh', {
        body: { refreshToken: `ccr_${forged.toString('base64url')}` },
        headers: { 'idempotency-key': randomUUID() },
      })
      expect(answer).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } })
    }
  })
})

/** What an application's server learns of an API key. */
async function verified(key: string): Promise<unknown> {
  const bearer = issued.find((credential) => credential.startsWith('ccb_'))!
  return (await send(coatcheck.url, '/api/auth/api-keys/verify', { bearer, body: { key } })).body
}

test('the credentials that were issued still work afterwards: nothing was touched', async () => {
  const admin = await send(coatcheck.url, '/api/admin/users', { bearer: coatcheck.adminKey })
  const current = issued.filter((credential) => credential.startsWith('ccr_')).at(-1)!
  const refreshed = await new TokenApp(coatcheck.url, { refreshToken: current }).refresh()
  expect([admin.status, refreshed.status]).toEqual([200, 200])
  const key = issued.find((credential) => credential.startsWith('cck_'))!
  expect(await verified(key)).toMatchObject({ active: true })
})

function kindsOf(id: string): OpaqueKind[] {
  return (Object.keys(OPAQUE_CREDENTIALS) as OpaqueKind[]).filter((kind) =>
    id.startsWith(`${OPAQUE_CREDENTIALS[kind].id}_`),
  )
}

function pathFor(kind: OpaqueKind): string {
  return kind === 'adminKey' ? '/api/admin/users' : '/api/auth/session'
}
