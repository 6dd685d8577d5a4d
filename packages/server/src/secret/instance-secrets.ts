/**
 * Everything that the instance secret is good for: refresh keys, the pepper, sealing what must be read back.
 *
 * Each use has a key of its own by HKDF-SHA-256 (RFC 5869) under its own label, so that no two uses ever share one.
 */

import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { Random } from '@coatcheck/core'
import { nodeCrypto, nodeRandom } from '../crypto/node-crypto.ts'
import type { ParsedSecrets } from './parse-secrets.ts'

/** Where a sealed value belongs: opening it anywhere else fails. */
export type SealedAt = { readonly table: string; readonly row: string; readonly column: string }

/** The fingerprint of one version: tells versions apart, tells nothing about the secret. */
export type SecretFingerprint = { readonly version: number; readonly fingerprint: Uint8Array }

/** The derived keys. All are 32 bytes; the same version gives the same array every time. */
export type InstanceSecrets = {
  /** The version that new things are made with: the first one listed. */
  readonly currentVersion: number
  /** Every version that is accepted. */
  readonly versions: readonly number[]
  /** The key of refresh tokens; `null` for a version that this node does not know. */
  readonly refreshKey: (version: number) => Uint8Array | null
  /** What passwords are keyed with before they are hashed; `null` for a version that this node does not know. */
  readonly pepper: (version: number) => Uint8Array | null
  /** Encrypts under the current version: `format (1) | version (2) | nonce (12) | ciphertext | tag (16)`. */
  readonly seal: (at: SealedAt, plain: Uint8Array) => Uint8Array
  /** Opens what `seal` made; `null` when it was altered, belongs elsewhere, or its version is unknown. */
  readonly open: (at: SealedAt, sealed: Uint8Array) => Uint8Array | null
  /**
   * HMAC-SHA-256 of a text under the current version, apart for every purpose: for form tokens and for what has
   * under 128 bits. It changes when another version becomes current.
   */
  readonly keyedHash: (purpose: string, text: string) => Uint8Array
  /** The same under every version that is accepted, for what is looked up after another version became current. */
  readonly keyedHashes: (purpose: string, text: string) => readonly Uint8Array[]
  /** What the database remembers of the secrets. */
  readonly fingerprints: () => readonly SecretFingerprint[]
}

const CIPHER = 'aes-256-gcm'
const FORMAT = 1
const HEADER_BYTES = 3
const NONCE_BYTES = 12
const TAG_BYTES = 16

type DerivedKeys = { readonly [K in 'refresh' | 'pepper' | 'seal' | 'keyedHash' | 'fingerprint']: Uint8Array }

/** Derives every key of every version once. */
export function createInstanceSecrets(parsed: ParsedSecrets, random: Random = nodeRandom): InstanceSecrets {
  const [{ version: currentVersion, material }, ...others] = parsed
  const current = derive(material)
  const keys = new Map([[currentVersion, current]])
  for (const other of others) keys.set(other.version, derive(other.material))
  return {
    currentVersion,
    versions: parsed.map(({ version }) => version),
    refreshKey: (version) => keys.get(version)?.refresh ?? null,
    pepper: (version) => keys.get(version)?.pepper ?? null,
    seal: (at, plain) => {
      const header = Uint8Array.of(FORMAT, currentVersion >> 8, currentVersion & 255)
      const nonce = random.bytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, current.seal, nonce).setAAD(sealedFor(header, at))
      return Buffer.concat([header, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open: (at, sealed) => {
      if (sealed.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || sealed[0] !== FORMAT) return null
      const header = sealed.subarray(0, HEADER_BYTES)
      const key = keys.get(((sealed[1] ?? 0) << 8) | (sealed[2] ?? 0))?.seal
      return key === undefined ? null : decrypt(key, sealedFor(header, at), sealed.subarray(HEADER_BYTES))
    },
    keyedHash: (purpose, text) => keyedHash(current, purpose, text),
    keyedHashes: (purpose, text) => Array.from(keys.values(), (of) => keyedHash(of, purpose, text)),
    fingerprints: () => Array.from(keys, ([version, { fingerprint }]) => ({ version, fingerprint })),
  }
}

function keyedHash(keys: DerivedKeys, purpose: string, text: string): Uint8Array {
  return nodeCrypto.hmacSha256(keys.keyedHash, Buffer.from(JSON.stringify([purpose, text])))
}

function derive(material: Uint8Array): DerivedKeys {
  const key = (label: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', material, 'coatcheck instance secret', label, 32))
  return {
    refresh: key('refresh tokens'),
    pepper: key('password pepper'),
    seal: key('sealed columns'),
    keyedHash: key('keyed hashes'),
    fingerprint: key('fingerprint'),
  }
}

/** The additional data of a seal. JSON keeps the three names apart whatever they hold. */
function sealedFor(header: Uint8Array, at: SealedAt): Uint8Array {
  return Buffer.concat([header, Buffer.from(JSON.stringify([at.table, at.row, at.column]))])
}

function decrypt(key: Uint8Array, additionalData: Uint8Array, body: Uint8Array): Uint8Array | null {
  const nonce = body.subarray(0, NONCE_BYTES)
  const tag = body.subarray(body.length - TAG_BYTES)
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(additionalData).setAuthTag(tag)
  const plain = decipher.update(body.subarray(NONCE_BYTES, body.length - TAG_BYTES))
  try {
    decipher.final()
    return plain
  } catch {
    return null // the tag does not hold: altered, or sealed for another place
  }
}
