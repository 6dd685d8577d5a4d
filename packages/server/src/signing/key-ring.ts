/**
 * The keys that sign session tokens, held in memory: which one signs now, which are published, when the next is due.
 *
 * A key is published longer than verifiers may keep the key set before it signs, so that none meets a token whose
 * key it has not seen. The exception is a ring without a usable key: there the new one signs at once.
 */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import {
  type ActContext,
  type Clock,
  JWKS_MAX_AGE_SECONDS,
  SIGNING_KEY_LIFETIME_MS,
  type SigningAlgorithm,
  type SigningKey,
  signingKeyState,
  type SigningKeyStore,
} from '@coatcheck/core'
import type { InstanceSecrets, SealedAt } from '../secret/instance-secrets.ts'
import { generateKey, publicMembers } from './generate-key.ts'
import { createTokenSigner, type TokenSigner } from './token-signer.ts'

/** A key of the key set (RFC 7517 section 4): public members, `kid`, `alg` and `use: "sig"`. */
export type PublishedJwk = { readonly [member: string]: string }

/** The key set (RFC 7517 section 5). */
export type PublishedKeySet = { readonly keys: readonly PublishedJwk[] }

/** A key to verify with. */
export type OwnPublicKey = {
  readonly kid: string
  readonly algorithm: SigningAlgorithm
  readonly key: KeyObject
}

/** The ring. */
export type KeyRing = {
  /** The key that signs now. */
  readonly current: () => TokenSigner
  /** What is published: the next, current and previous keys. */
  readonly publicKeys: () => PublishedKeySet
  /** The published key of that `kid`. */
  readonly findPublic: (kid: string) => OwnPublicKey | null
  /** Reads the store again, after another node changed the ring. */
  readonly reload: () => Promise<void>
  /** Makes the next key when it is due; whether this or another node did. Cheap to call often. */
  readonly rotateIfDue: () => Promise<boolean>
}

/** What a ring is made of. */
export type KeyRingOptions = {
  readonly store: SigningKeyStore
  readonly secrets: InstanceSecrets
  readonly clock: Clock
  /** What new keys are made for; a change makes the next key due. */
  readonly algorithm: SigningAlgorithm
  /** How long a key signs, in milliseconds (default 90 days). */
  readonly lifetimeMs?: number
  /** How long a replaced key still verifies: the longest life of a token, in milliseconds (default 24 hours). */
  readonly verifyForMs?: number
}

type RingKey = {
  readonly row: SigningKey
  readonly verification: OwnPublicKey
  readonly signer: TokenSigner | null
}

const DAY_MS = 86_400_000

/** How long before it signs a key is published: the age of cached key sets and a minute for all nodes to reload. */
const PUBLISH_AHEAD_MS = (JWKS_MAX_AGE_SECONDS + 60) * 1000

const BY_THE_SERVER: ActContext = { actor: { kind: 'system' }, device: { address: null, userAgent: null } }

/** Reads the ring, and makes its first key when it has none. */
export async function createKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { store, secrets, clock, algorithm } = options
  const lifetimeMs = options.lifetimeMs ?? SIGNING_KEY_LIFETIME_MS
  const verifyForMs = options.verifyForMs ?? DAY_MS
  let keys: readonly RingKey[] = []

  const reload = async (): Promise<void> => {
    const known = new Map(keys.map((key) => [key.row.kid, key]))
    const rows = await store.list()
    keys = rows.map((row) => ({ ...(known.get(row.kid) ?? openKey(row, secrets)), row }))
  }

  const published = (): readonly RingKey[] => {
    const nowMs = clock.nowMs()
    return keys.filter(({ row }) => !['retired', 'revoked'].includes(signingKeyState(row, nowMs)))
  }

  // The current key, or before its time the next one: verifiers fetch the set again for a key that they don't know.
  const findSigner = (): TokenSigner | null => {
    const nowMs = clock.nowMs()
    let soonest: RingKey | null = null
    for (const key of keys) {
      if (key.signer === null) continue
      const state = signingKeyState(key.row, nowMs)
      if (state === 'current') return key.signer
      if (state === 'next' && (soonest === null || key.row.signsFromMs < soonest.row.signsFromMs))
        soonest = key
    }
    return soonest?.signer ?? null
  }

  const add = async (signsFromMs: number): Promise<void> => {
    const { kid, publicJwk, privateKey } = await generateKey(algorithm)
    const sealedPrivateKey = secrets.seal(sealedAt(kid), privateKey)
    const key = { kid, algorithm, publicJwk, sealedPrivateKey, signsFromMs }
    await store.add(key, newest(keys)?.kid ?? null, verifyForMs, BY_THE_SERVER)
    await reload() // whether this node made the key or another one came first
  }

  const rotateIfDue = async (): Promise<boolean> => {
    const nowMs = clock.nowMs()
    const last = newest(keys)
    if (last === null || findSigner() === null) {
      await add(nowMs)
      return true
    }
    const dueMs = last.algorithm === algorithm ? last.signsFromMs + lifetimeMs - PUBLISH_AHEAD_MS : nowMs
    if (nowMs < dueMs || signingKeyState(last, nowMs) === 'next') return false
    await add(nowMs + PUBLISH_AHEAD_MS)
    return true
  }

  await reload()
  await rotateIfDue()

  return {
    current: () => {
      const signer = findSigner()
      if (signer === null) throw new Error('the key ring holds no key that can sign; rotateIfDue makes one')
      return signer
    },
    publicKeys: () => ({ keys: published().map(({ row }) => publishedJwk(row)) }),
    findPublic: (kid) => published().find((key) => key.row.kid === kid)?.verification ?? null,
    reload,
    rotateIfDue,
  }
}

function newest(keys: readonly RingKey[]): SigningKey | null {
  const rows = keys.map(({ row }) => row)
  rows.sort((a, b) => a.createdAtMs - b.createdAtMs || a.signsFromMs - b.signsFromMs)
  return rows.at(-1) ?? null
}

/** A key whose secret version is gone verifies but does not sign. */
function openKey(row: SigningKey, secrets: InstanceSecrets): Omit<RingKey, 'row'> {
  const key = createPublicKey({ key: publicMembers(row.algorithm, row.publicJwk), format: 'jwk' })
  const opened = secrets.open(sealedAt(row.kid), row.sealedPrivateKey)
  return {
    verification: { kid: row.kid, algorithm: row.algorithm, key },
    signer: opened === null ? null : createTokenSigner(row.kid, row.algorithm, privateKeyOf(opened)),
  }
}

function privateKeyOf(pkcs8: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
}

function publishedJwk(row: SigningKey): PublishedJwk {
  return { ...publicMembers(row.algorithm, row.publicJwk), kid: row.kid, alg: row.algorithm, use: 'sig' }
}

function sealedAt(kid: string): SealedAt {
  return { table: 'signing_keys', row: kid, column: 'sealed_private_key' }
}
