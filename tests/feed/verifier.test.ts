/** A verifier that hears the feed refuses what was revoked or has changed, though no token has ended. */

import { createVerifier, type Verifier, type VerifierOptions } from '@coatcheck/sdk/backend'
import { issueAccessKey } from '@coatcheck/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { PASSWORD, register, send, TokenApp } from '../support/api-client.ts'
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient
let key: string
let keyId: string
let verifier: Verifier
let people = 0

beforeAll(async () => {
  coatcheck = await startCoatcheck({ environment: { COATCHECK_TRUST_PROXY: '1' } })
  admin = adminClient(coatcheck)
})
afterAll(() => coatcheck.close())

beforeEach(async () => {
  const made = await issueAccessKey(coatcheck.server, { kind: 'verifier', name: crypto.randomUUID() })
  if (made === 'too-many') throw new Error('a new name has no keys yet')
  key = made.key.reveal()
  keyId = made.id
  verifier = makeVerifier()
  await verifier.ready()
})
afterEach(() => verifier.close())

function makeVerifier(options: Partial<Pick<VerifierOptions, 'url'>> = {}): Verifier {
  return createVerifier({ issuer: coatcheck.url, feed: { key }, now: coatcheck.clock.nowMs, ...options })
}

async function signUp(): Promise<TokenApp> {
  coatcheck.clock.advance(60_000) // so that no limit on registrations is met
  const { body } = await register(coatcheck.url, `person-${people++}@example.com`)
  return new TokenApp(coatcheck.url, body)
}

async function claimsOf(app: TokenApp) {
  const verified = await verifier.verify(app.accessToken)
  if (!verified.ok) throw new Error(verified.reason)
  return verified.claims
}

const reasonOf = async (token: string | null): Promise<string> => {
  const verified = await verifier.verify(token)
  return verified.ok ? 'ok' : verified.reason
}

describe('a token that was good a moment ago', () => {
  test('is refused once its session is revoked, and no other is', async () => {
    const [app, other] = [await signUp(), await signUp()]
    const { sid } = await claimsOf(app)
    await claimsOf(other)
    expect((await admin.delete(`/sessions/${sid}`)).status).toBe(204)
    await expect.poll(() => reasonOf(app.accessToken)).toBe('token-revoked')
    expect(await reasonOf(other.accessToken)).toBe('ok')
  })

  test('is refused once the person signs out', async () => {
    const app = await signUp()
    await claimsOf(app)
    await send(coatcheck.url, '/api/auth/logout', { body: { refreshToken: app.refreshToken } })
    await expect.poll(() => reasonOf(app.accessToken)).toBe('token-revoked')
  })

  test('is refused once the user is disabled', async () => {
    const app = await signUp()
    const { sub } = await claimsOf(app)
    await admin.post(`/users/${sub}/disable`)
    await expect.poll(() => reasonOf(app.accessToken)).toMatch(/revoked|outdated/)
  })

  test('is outdated once the metadata of its user changed, and the next one is good', async () => {
    const app = await signUp()
    const { sub } = await claimsOf(app)
    await admin.patch(`/users/${sub}`, { publicMetadata: { role: 'editor' } })
    await expect.poll(() => reasonOf(app.accessToken)).toBe('token-outdated')
    await app.refresh()
    expect(await reasonOf(app.accessToken)).toBe('ok')
  })

  test('goes on after a change of the password of another user', async () => {
    const [app, other] = [await signUp(), await signUp()]
    const [mine, theirs] = [await claimsOf(app), await claimsOf(other)]
    const changed = await send(coatcheck.url, '/api/auth/password', {
      body: {
        currentPassword: PASSWORD,
        newPassword: 'another-lantern-parade-42',
        refreshToken: other.refreshToken,
      },
      headers: { 'idempotency-key': other.key },
    })
    expect([changed.status, mine.sub === theirs.sub]).toEqual([200, false])
    await expect.poll(() => reasonOf(other.accessToken)).toBe('token-outdated')
    expect(await reasonOf(app.accessToken)).toBe('ok')
  })
})

test('what was revoked before a verifier came is known to it', async () => {
  const app = await signUp()
  const { sid } = await claimsOf(app)
  await admin.delete(`/sessions/${sid}`)
  const late = makeVerifier()
  await late.ready()
  expect(await late.verify(app.accessToken)).toMatchObject({ reason: 'token-revoked' })
  late.close()
})

test('a revocation is forgotten once no token of the session can be alive', async () => {
  const app = await signUp()
  const { sid } = await claimsOf(app)
  await admin.delete(`/sessions/${sid}`)
  await expect.poll(() => verifier.feed()?.entries).toBeGreaterThan(0)
  coatcheck.clock.advance(600_000)
  await expect.poll(() => verifier.feed()?.entries, { timeout: 15_000 }).toBe(0)
}, 20_000)

test('a key that is revoked hears no more, and cannot come back', async () => {
  await admin.delete(`/verifier-keys/${keyId}`)
  await expect
    .poll(() => verifier.feed()?.failure, { timeout: 10_000 })
    .toEqual(new Error('the feed answered 401'))
})

describe('cut off from its server', () => {
  let proxy: CuttingProxy
  beforeEach(async () => {
    proxy = await startCuttingProxy(coatcheck.port)
  })
  afterEach(() => proxy.stop())

  test('comes back by itself, and knows what it missed', async () => {
    const app = await signUp()
    const { sid } = await claimsOf(app)
    const far = makeVerifier({ url: proxy.url })
    await far.ready()
    expect(await far.verify(app.accessToken)).toMatchObject({ ok: true })
    proxy.cut()
    await admin.delete(`/sessions/${sid}`)
    await expect.poll(() => far.feed()?.failure).not.toBeNull()
    expect(await far.verify(app.accessToken)).toMatchObject({ ok: true })
    proxy.mend()
    await expect
      .poll(async () => await far.verify(app.accessToken), { timeout: 15_000 })
      .toMatchObject({ reason: 'token-revoked' })
    far.close()
  }, 20_000)

  test.each([
    ['accept', 60, { ok: true }],
    ['accept', 120, { reason: 'verifier-stale' }],
    ['reject', 60, { reason: 'verifier-stale' }],
  ] as const)(
    '%s: a token of %d seconds comes to %j before the first word',
    async (onStale, life, verdict) => {
      proxy.cut()
      const far = createVerifier({
        issuer: coatcheck.url,
        jwks: await (await fetch(`${coatcheck.url}/.well-known/jwks.json`)).json(),
        url: proxy.url,
        feed: { key },
        onStale,
        now: coatcheck.clock.nowMs,
      })
      const app = await signUp()
      await app.refresh({ expiresInSeconds: life })
      expect(await far.verify(app.accessToken)).toMatchObject(verdict)
      expect(far.feed()).toMatchObject({ isStale: true, ageMs: Infinity })
      far.close()
    },
  )
})

test('without the key there is no feed', async () => {
  const { status, body } = await send(coatcheck.url, '/api/feed', { bearer: coatcheck.adminKey })
  expect([status, body['code']]).toEqual([403, 'credential_not_accepted'])
})
