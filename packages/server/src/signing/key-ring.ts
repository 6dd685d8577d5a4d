/**
 * The keys that sign tokens, held in memory: which one signs now, which are published, when the next is due. Session
 * tokens are signed with one algorithm; templates may ask for others, each of which has keys of its own. Where session
 * tokens have keys to themselves, templates of the same algorithm have other ones.
 *
 * A key is published longer than verifiers may keep the key set before it signs, so that none meets a token whose
 * key it has not seen. The exception is a ring without a usable key: there the new one signs at once.
 */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import {
  BY_SYSTEM,
  type ActContext,
  type Clock,
  JWKS_MAX_AGE_SECONDS,
  SIGNING_KEY_LIFETIME_MS,
  isOfLine,
  type SigningAlgorithm,
  type SigningKey,
  type SigningKeyLine,
  type SigningKeyPurpose,
  type SigningKeyState,
  signingKeyState,
  type SigningKeyStore,
} from '@coatcheck/core'
import type { InstanceSecrets, SealedAt } from '../secret/instance-secrets.ts'
import { generateKey, publicMembers } from './generate-key.ts'
import { readInOrder } from '../store/read-in-order.ts'
import { findFormerSigner, findSigner, newestOf, type OwnPublicKey, type RingKey } from './ring-key.ts'
import { createTokenSigner, type TokenSigner } from './token-signer.ts'

/** A key of the key set (RFC 7517 section 4): public members, `kid`, `alg` and `use: "sig"`. */
export type PublishedJwk = { readonly [member: string]: string }

/** The key set (RFC 7517 section 5). */
export type PublishedKeySet = { readonly keys: readonly PublishedJwk[] }

/** The ring. */
export type KeyRing = {
  /** The key that signs session tokens now, for those alone: anything else is signed by `signerFor`. */
  readonly current: () => TokenSigner
  /** The key of an algorithm that signs now, made if there is none, for tokens that live so long. */
  readonly signerFor: (algorithm: SigningAlgorithm, lifeMs: number) => Promise<TokenSigner>
  /** What is published: the next, current and previous keys; or those of one purpose. */
  readonly publicKeys: (purpose?: SigningKeyPurpose) => PublishedKeySet
  /** The published key of that `kid`. */
  readonly findPublic: (kid: string) => OwnPublicKey | null
  /** Reads the store again, after another node changed the ring. */
  readonly reload: () => Promise<void>
  /** Makes the next keys when they are due; whether this or another node made one. Cheap to call often. */
  readonly rotateIfDue: () => Promise<boolean>
  /** Makes the next key of session tokens now, whenever it is due: it signs once everybody can know it. */
  readonly rotate: () => Promise<void>
  /**
   * Revokes a key at once, and has another one sign if it did: nothing that it signed holds any more.
   *
   * @returns Whether it was there and not revoked before.
   */
  readonly revoke: (kid: string, context: ActContext) => Promise<boolean>
  /** Every key that the store has, with what it is good for by now. */
  readonly list: () => readonly (SigningKey & { readonly state: SigningKeyState })[]
}

/** What a ring is made of. */
export type KeyRingOptions = {
  readonly store: SigningKeyStore
  readonly secrets: InstanceSecrets
  readonly clock: Clock
  /** What session tokens are signed with; a change makes the next key due. */
  readonly algorithm: SigningAlgorithm
  /** Whether session tokens have keys to themselves (`sessions`) or share them with templates (`any`, the default). */
  readonly purpose?: SigningKeyPurpose
  /** What templates and OAuth clients have their tokens signed with. */
  readonly others?: () => readonly SigningAlgorithm[]
  /** How long a key signs, in milliseconds (default 90 days). */
  readonly lifetimeMs?: number
  /** How long a replaced key verifies at least: the longest life of a session token, in ms (default 24 hours). */
  readonly verifyForMs?: number
  /** For how long the key that follows a revoked one is published before it signs, in ms (default two seconds). */
  readonly tellForMs?: number
}

const DAY_MS = 86_400_000

/** How long before it signs a key is published: the age of cached key sets and a minute for all nodes to reload. */
const PUBLISH_AHEAD_MS = (JWKS_MAX_AGE_SECONDS + 60) * 1000

/** In an emergency: nodes that nothing wakes read the log meanwhile, and verifiers that hear the feed fetch the key set. */
const TELL_FOR_MS = 2_000

/** Reads the ring, and makes its first key when it has none. */
export async function createKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { store, secrets, clock, others = () => [] } = options
  const ofSessions: SigningKeyLine = { algorithm: options.algorithm, purpose: options.purpose ?? 'any' }
  const lifetimeMs = options.lifetimeMs ?? SIGNING_KEY_LIFETIME_MS
  const verifyForMs = options.verifyForMs ?? DAY_MS
  const tellForMs = options.tellForMs ?? TELL_FOR_MS
  const asked = new Set<SigningAlgorithm>()
  let keys: readonly RingKey[] = []

  const reload = readInOrder(store.list, (rows) => {
    const known = new Map(keys.map((key) => [key.row.kid, key]))
    keys = rows.map((row) => ({ ...(known.get(row.kid) ?? openKey(row, secrets)), row }))
  })

  const published = (): readonly RingKey[] => {
    const nowMs = clock.nowMs()
    return keys.filter(({ row }) => !['retired', 'revoked'].includes(signingKeyState(row, nowMs)))
  }

  /** Each once. */
  const linesInUse = (): readonly SigningKeyLine[] => {
    const ofOthers = [...new Set([...others(), ...asked])].map(ofAnything)
    return [ofSessions, ...ofOthers.filter((line) => !isOfLine(line, ofSessions))]
  }

  const add = async (line: SigningKeyLine, signsFromMs: number): Promise<void> => {
    // What it follows is what was found wanting: while it is generated, another key may come, which has to win.
    const inUse = linesInUse()
    const unreplaced = keys.map(({ row }) => row).filter(({ replacedAtMs }) => replacedAtMs === null)
    const { kid, publicJwk, privateKey } = await generateKey(line.algorithm)
    const key = {
      kid,
      algorithm: line.algorithm,
      purpose: line.purpose,
      publicJwk,
      sealedPrivateKey: secrets.seal(sealedAt({ kid, purpose: line.purpose }), privateKey),
      signsFromMs,
      afterKid: unreplaced.find((row) => isOfLine(row, line))?.kid ?? null,
      replaces: unreplaced.filter((row) => !inUse.some((one) => isOfLine(row, one))).map((row) => row.kid),
      verifyForMs,
    }
    await store.add(key, BY_SYSTEM)
    await reload() // whether this node made the key or another one came first
  }

  const rotateOneIfDue = async (line: SigningKeyLine): Promise<boolean> => {
    const nowMs = clock.nowMs()
    const last = newestOf(keys, line)
    if (last === null || findSigner(keys, line, nowMs) === null) {
      // Where session tokens change their line, a key of the former one signs until this one is known.
      const isTakingOver = line === ofSessions && findFormerSigner(keys, line, nowMs) !== null
      await add(line, isTakingOver ? nowMs + PUBLISH_AHEAD_MS : nowMs)
      return true
    }
    const dueMs = last.replacedAtMs === null ? last.signsFromMs + lifetimeMs - PUBLISH_AHEAD_MS : nowMs
    if (nowMs < dueMs || signingKeyState(last, nowMs) === 'next') return false
    await add(line, nowMs + PUBLISH_AHEAD_MS)
    return true
  }

  const rotateIfDue = async (): Promise<boolean> => {
    let hasRotated = false
    for (const line of linesInUse()) hasRotated = (await rotateOneIfDue(line)) || hasRotated
    return hasRotated
  }

  await reload()
  await rotateIfDue()

  return {
    current: () => {
      const nowMs = clock.nowMs()
      const own = findSigner(keys, ofSessions, nowMs)
      const isCurrent = own !== null && own.row.signsFromMs <= nowMs
      const key = isCurrent ? own : (findFormerSigner(keys, ofSessions, nowMs) ?? own)
      if (key === null) throw new Error('the key ring holds no key that can sign; rotateIfDue makes one')
      return key.signer
    },
    signerFor: async (of, lifeMs) => {
      const line = ofAnything(of)
      if (findSigner(keys, line, clock.nowMs()) === null) {
        asked.add(of) // whoever asks for it may be newer than what this node has read of templates and clients
        await rotateIfDue()
      }
      const key = findSigner(keys, line, clock.nowMs())
      if (key === null) throw new Error(`the key ring made no key for ${of}`)
      if (lifeMs > Math.max(verifyForMs, key.row.tokenLifeMs ?? 0)) {
        await store.extendTokenLife(key.row.kid, lifeMs)
        await reload()
      }
      return key.signer
    },
    publicKeys: (purpose) => ({
      keys: published()
        .filter(({ row }) => purpose === undefined || row.purpose === purpose)
        .map(({ row }) => publishedJwk(row)),
    }),
    findPublic: (kid) => published().find((key) => key.row.kid === kid)?.verification ?? null,
    reload,
    rotateIfDue,
    rotate: async () => {
      await reload()
      const last = newestOf(keys, ofSessions)
      if (last === null || signingKeyState(last, clock.nowMs()) !== 'next')
        await add(ofSessions, clock.nowMs() + PUBLISH_AHEAD_MS)
    },
    revoke: async (kid, context) => {
      await reload()
      const key = keys.find(({ row }) => row.kid === kid)?.row
      if (key === undefined || key.revokedAtMs !== null) return false
      const nowMs = clock.nowMs()
      const isSigning = signingKeyState(key, nowMs) === 'current'
      // First the one that follows, with which every node signs by the time of the revocation: whoever refuses what the
      // lost key signed has taken what the other one signs.
      if (key.replacedAtMs === null) await add(key, nowMs + (isSigning ? tellForMs : PUBLISH_AHEAD_MS))
      if (isSigning) await wait(tellForMs * 1.5)
      const revoked = await store.revoke(kid, verifyForMs, context)
      await reload()
      return revoked
    },
    list: () => keys.map(({ row }) => ({ ...row, state: signingKeyState(row, clock.nowMs()) })),
  }
}

/** A key whose secret version is gone verifies but does not sign. */
function openKey(row: SigningKey, secrets: InstanceSecrets): Omit<RingKey, 'row'> {
  const key = createPublicKey({ key: publicMembers(row.algorithm, row.publicJwk), format: 'jwk' })
  const opened = secrets.open(sealedAt(row), row.sealedPrivateKey)
  return {
    verification: { kid: row.kid, algorithm: row.algorithm, purpose: row.purpose, key },
    signer: opened === null ? null : createTokenSigner(row, privateKeyOf(opened)),
  }
}

function privateKeyOf(pkcs8: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
}

function publishedJwk(row: SigningKey): PublishedJwk {
  return { ...publicMembers(row.algorithm, row.publicJwk), kid: row.kid, alg: row.algorithm, use: 'sig' }
}

function ofAnything(algorithm: SigningAlgorithm): SigningKeyLine {
  return { algorithm, purpose: 'any' }
}

/** Bound to the purpose: whoever writes to the database, or does not know purposes, signs nothing else with it. */
function sealedAt({ kid, purpose }: Pick<SigningKey, 'kid' | 'purpose'>): SealedAt {
  const column = purpose === 'any' ? 'sealed_private_key' : `sealed_private_key/${purpose}`
  return { table: 'signing_keys', row: kid, column }
}
