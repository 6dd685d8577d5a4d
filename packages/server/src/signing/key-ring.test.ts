/** The key ring over SQLite in memory: who signs when, what is published, and tokens that jose verifies. */

import {
  BY_SYSTEM,
  JWKS_MAX_AGE_SECONDS,
  SIGNING_KEY_LIFETIME_MS,
  type SigningAlgorithm,
  type SigningKeyStore,
} from '@coatcheck/core'
import { seededRandom } from '@coatcheck/core/testing'
import { calculateJwkThumbprint, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openSqliteStore } from '../sqlite/sqlite-store.ts'
import { createInstanceSecrets, type InstanceSecrets } from '../secret/instance-secrets.ts'
import { createKeyRing, type PublishedKeySet, type KeyRing, type KeyRingOptions } from './key-ring.ts'

const START_MS = 1_800_000_000_000
const HOUR_MS = 3_600_000
const MAX_AGE_MS = JWKS_MAX_AGE_SECONDS * 1000

function secretsOfVersions(...versions: [number, ...number[]]): InstanceSecrets {
  const [first, ...others] = versions.map((version) => ({
    version,
    material: new Uint8Array(32).fill(version),
  }))
  if (first === undefined) throw new Error('no version given')
  return createInstanceSecrets([first, ...others])
}

type World = { readonly clock: { nowMs: () => number }; readonly store: SigningKeyStore; atMs: number }

function createWorld(): World {
  let atMs = START_MS
  const clock = { nowMs: () => atMs }
  const store = openSqliteStore({ path: ':memory:', clock, random: seededRandom(1) })
  onTestFinished(() => store.close())
  return {
    clock,
    store: store.signingKeys,
    get atMs() {
      return atMs
    },
    set atMs(to) {
      atMs = to
    },
  }
}

function ringIn(world: World, options: Partial<KeyRingOptions> = {}): Promise<KeyRing> {
  const { clock, store } = world
  return createKeyRing({ clock, store, secrets: secretsOfVersions(1), algorithm: 'ES256', ...options })
}

async function verifies(jwks: PublishedKeySet, token: string): Promise<boolean> {
  const keys = jwks.keys.map((key) => ({ ...key, kty: key['kty'] ?? '' }))
  const verified = jwtVerify(token, createLocalJWKSet({ keys })).then(() => true)
  return verified.catch(() => false)
}

describe('tokens', () => {
  test.each<SigningAlgorithm>(['ES256', 'EdDSA', 'RS256'])(
    'signed with %s are verified by jose',
    async (algorithm) => {
      const ring = await ringIn(createWorld(), { algorithm })
      const token = ring.current().sign('session+jwt', { sub: 'user_ü', n: 1 })
      const jwks = ring.publicKeys()
      expect(await verifies(jwks, token)).toBe(true)
      const { kid } = ring.current()
      expect(decodeProtectedHeader(token)).toStrictEqual({ alg: algorithm, typ: 'session+jwt', kid })
      expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toEqual({
        sub: 'user_ü',
        n: 1,
      })
      expect(await calculateJwkThumbprint({ kty: '', ...jwks.keys[0] })).toBe(kid)
    },
  )

  test('one key signs under several types, each with its own header', async () => {
    const signer = (await ringIn(createWorld())).current()
    const types = ['session+jwt', 'JWT', 'session+jwt'].map(
      (typ) => decodeProtectedHeader(signer.sign(typ, {})).typ,
    )
    expect(types).toEqual(['session+jwt', 'JWT', 'session+jwt'])
  })

  test.each<SigningAlgorithm>(['ES256', 'EdDSA', 'RS256'])(
    'the key set of %s holds public members only',
    async (algorithm) => {
      const ring = await ringIn(createWorld(), { algorithm })
      const [key = {}] = ring.publicKeys().keys
      expect(key).toMatchObject({ alg: algorithm, use: 'sig', kid: ring.current().kid })
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(secret)
    },
  )
})

describe('rotation', () => {
  test('the first key signs at once, and the ring rests until the next is due', async () => {
    const world = createWorld()
    const ring = await ringIn(world)
    world.atMs += SIGNING_KEY_LIFETIME_MS - HOUR_MS
    expect(await ring.rotateIfDue()).toBe(false)
    expect(ring.publicKeys().keys).toHaveLength(1)
  })

  test('a later key is published for longer than the key set may be kept before it signs', async () => {
    const world = createWorld()
    const ring = await ringIn(world)
    const first = ring.current()
    world.atMs += SIGNING_KEY_LIFETIME_MS
    expect(await ring.rotateIfDue()).toBe(true)
    expect(await ring.rotateIfDue()).toBe(false)
    expect(ring.publicKeys().keys).toHaveLength(2)
    world.atMs += MAX_AGE_MS
    expect(ring.current().kid).toBe(first.kid)
    world.atMs += MAX_AGE_MS
    expect(ring.current().kid).not.toBe(first.kid)
  })

  test('a replaced key verifies until its last token is dead, then it is gone', async () => {
    const world = createWorld()
    const ring = await ringIn(world, { verifyForMs: HOUR_MS })
    const token = ring.current().sign('session+jwt', {})
    const { kid } = ring.current()
    world.atMs += SIGNING_KEY_LIFETIME_MS
    await ring.rotateIfDue()
    world.atMs += 2 * MAX_AGE_MS
    expect(ring.findPublic(kid)?.algorithm).toBe('ES256')
    expect(await verifies(ring.publicKeys(), token)).toBe(true)
    world.atMs += HOUR_MS
    expect(ring.findPublic(kid)).toBeNull()
    expect(await verifies(ring.publicKeys(), token)).toBe(false)
  })

  test('of several nodes one makes the key, and all sign with it', async () => {
    const world = createWorld()
    const rings = await Promise.all([ringIn(world), ringIn(world), ringIn(world)])
    expect(new Set(rings.map((ring) => ring.current().kid)).size).toBe(1)
    world.atMs += SIGNING_KEY_LIFETIME_MS
    await Promise.all(rings.map((ring) => ring.rotateIfDue()))
    world.atMs += 2 * MAX_AGE_MS
    expect(new Set(rings.map((ring) => ring.current().kid)).size).toBe(1)
    expect(await world.store.list()).toHaveLength(2)
  })

  test('however many find at once that a key is wanting, one is made', async () => {
    const world = createWorld()
    const others: SigningAlgorithm[] = []
    const rings = [
      await ringIn(world, { others: () => others }),
      await ringIn(world, { others: () => others }),
    ]
    others.push('RS256') // takes long to generate, and never equally long
    await Promise.all([...rings, ...rings, ...rings, ...rings].map((ring) => ring.rotateIfDue()))
    expect((await world.store.list()).map(({ algorithm }) => algorithm)).toEqual(['ES256', 'RS256'])
  })

  test('another algorithm makes the next key due, and the old one signs until then', async () => {
    const world = createWorld()
    await ringIn(world)
    const ring = await ringIn(world, { algorithm: 'EdDSA' })
    expect(ring.current().algorithm).toBe('ES256')
    world.atMs += 2 * MAX_AGE_MS
    expect(ring.current().algorithm).toBe('EdDSA')
  })
})

describe('several algorithms', () => {
  test('have a key each, and session tokens go on with theirs', async () => {
    const world = createWorld()
    const ring = await ringIn(world, { others: () => ['RS256', 'ES256'] })
    expect(ring.publicKeys().keys.map(({ alg }) => alg)).toEqual(['ES256', 'RS256'])
    expect([ring.current().algorithm, (await ring.signerFor('RS256', 0)).algorithm]).toEqual([
      'ES256',
      'RS256',
    ])
    expect((await ring.signerFor('ES256', 0)).kid).toBe(ring.current().kid)
  })

  test('rotate each by itself, published ahead', async () => {
    const world = createWorld()
    const others: SigningAlgorithm[] = []
    const ring = await ringIn(world, { others: () => others })
    world.atMs += SIGNING_KEY_LIFETIME_MS / 2
    others.push('EdDSA')
    const before = [ring.current().kid, (await ring.signerFor('EdDSA', 0)).kid]
    world.atMs += SIGNING_KEY_LIFETIME_MS / 2
    expect(await ring.rotateIfDue()).toBe(true)
    world.atMs += 2 * MAX_AGE_MS
    const after = [ring.current().kid, (await ring.signerFor('EdDSA', 0)).kid]
    expect(after).toEqual([expect.not.stringContaining(before[0]!), before[1]])
  })

  test('that nobody asks for any more end with the next key of another', async () => {
    const world = createWorld()
    const others: SigningAlgorithm[] = ['EdDSA']
    const ring = await ringIn(world, { others: () => others, verifyForMs: HOUR_MS })
    others.pop()
    world.atMs += SIGNING_KEY_LIFETIME_MS
    await ring.rotateIfDue()
    world.atMs += 2 * MAX_AGE_MS
    expect(ring.publicKeys().keys.map(({ alg }) => alg)).toEqual(['ES256', 'EdDSA', 'ES256'])
    world.atMs += HOUR_MS
    expect(ring.publicKeys().keys.map(({ alg }) => alg)).toEqual(['ES256'])
    others.push('EdDSA')
    expect((await ring.signerFor('EdDSA', 0)).algorithm).toBe('EdDSA')
  })

  test('a new one of session tokens is published ahead though a template’s key signs already', async () => {
    const world = createWorld()
    await ringIn(world, { others: () => ['RS256'] })
    const ring = await ringIn(world, { algorithm: 'EdDSA', others: () => ['RS256'] })
    expect(ring.current().algorithm).toBe('ES256')
    world.atMs += 2 * MAX_AGE_MS
    expect(ring.current().algorithm).toBe('EdDSA')
  })

  test('a key verifies as long as the longest token lives that it was asked to sign', async () => {
    const world = createWorld()
    const ring = await ringIn(world, { verifyForMs: HOUR_MS })
    const { kid } = await ring.signerFor('ES256', 5 * HOUR_MS)
    await ring.signerFor('ES256', 2 * HOUR_MS)
    world.atMs += SIGNING_KEY_LIFETIME_MS
    await ring.rotateIfDue()
    world.atMs += 2 * MAX_AGE_MS + 4 * HOUR_MS
    expect(ring.findPublic(kid)).not.toBeNull()
    world.atMs += HOUR_MS
    expect(ring.findPublic(kid)).toBeNull()
  })
})

describe('keys of sessions alone', () => {
  const apart = { algorithm: 'RS256', purpose: 'sessions' } as const

  test('sign nothing else: templates of the same algorithm have other ones', async () => {
    const world = createWorld()
    const ring = await ringIn(world, { ...apart, others: () => ['RS256', 'RS256'] })
    const other = await ring.signerFor('RS256', 0)
    expect([ring.current().purpose, other.purpose]).toEqual(['sessions', 'any'])
    expect(other.kid).not.toBe(ring.current().kid)
    expect(ring.publicKeys().keys).toHaveLength(2)
    expect(ring.publicKeys('sessions').keys.map(({ kid }) => kid)).toEqual([ring.current().kid])
    world.atMs += SIGNING_KEY_LIFETIME_MS
    await ring.rotateIfDue()
    world.atMs += 2 * MAX_AGE_MS
    expect([ring.current().purpose, (await ring.signerFor('RS256', 0)).purpose]).toEqual(['sessions', 'any'])
  })

  test('are new ones, published ahead, also where the algorithm stays', async () => {
    const world = createWorld()
    const before = (await ringIn(world, { algorithm: 'RS256' })).current().kid
    const ring = await ringIn(world, { ...apart, verifyForMs: HOUR_MS })
    expect(ring.current()).toMatchObject({ kid: before, purpose: 'any' })
    world.atMs += 2 * MAX_AGE_MS
    expect(ring.current()).toMatchObject({ purpose: 'sessions' })
    expect(ring.findPublic(before)?.purpose).toBe('any')
    world.atMs += HOUR_MS
    expect(ring.findPublic(before)).toBeNull()
  })

  test('are made by one of many nodes', async () => {
    const world = createWorld()
    const rings = await Promise.all([ringIn(world, apart), ringIn(world, apart), ringIn(world, apart)])
    expect(new Set(rings.map((ring) => ring.current().kid)).size).toBe(1)
    expect(await world.store.list()).toHaveLength(1)
  })

  test('that were revoked are followed by one that signs sessions alone, and at once', async () => {
    const world = createWorld()
    const ring = await ringIn(world, { ...apart, tellForMs: 0 })
    const { kid } = ring.current()
    expect(await ring.revoke(kid, BY_SYSTEM)).toBe(true)
    expect(ring.current().purpose).toBe('sessions')
    expect(ring.current().kid).not.toBe(kid)
    expect(ring.publicKeys('sessions').keys).toHaveLength(1)
  })

  test('are sealed for their purpose: a row that says another one signs nothing', async () => {
    const world = createWorld()
    const { kid } = (await ringIn(world, apart)).current()
    const store: SigningKeyStore = {
      ...world.store,
      list: async () => (await world.store.list()).map((key) => ({ ...key, purpose: 'any' })),
    }
    const ring = await createKeyRing({
      clock: world.clock,
      store,
      secrets: secretsOfVersions(1),
      algorithm: 'ES256',
    })
    expect(ring.findPublic(kid)?.purpose).toBe('any')
    expect(ring.current().kid).not.toBe(kid)
  })
})

describe('private keys', () => {
  test('rest sealed: the stored bytes hold no PKCS #8 structure', async () => {
    const world = createWorld()
    await ringIn(world)
    const [row] = await world.store.list()
    const ecPublicKeyOid = Buffer.from('2a8648ce3d0201', 'hex')
    expect(Buffer.from(row?.sealedPrivateKey ?? []).includes(ecPublicKeyOid)).toBe(false)
  })

  test('survive a restart and a new secret version', async () => {
    const world = createWorld()
    const before = (await ringIn(world)).current().kid
    const after = await ringIn(world, { secrets: secretsOfVersions(2, 1) })
    expect(after.current().kid).toBe(before)
  })

  test('a key whose secret version is gone still verifies, and a new one signs at once', async () => {
    const world = createWorld()
    const before = (await ringIn(world)).current()
    const after = await ringIn(world, { secrets: secretsOfVersions(2) })
    expect(after.current().kid).not.toBe(before.kid)
    expect(await verifies(after.publicKeys(), before.sign('session+jwt', {}))).toBe(true)
  })
})
