/**
 * Opaque credentials: a prefix that names the kind, then base64url of
 * `id (16 bytes) | secret (32 bytes) | CRC-32 of all before (4 bytes)`.
 *
 * The id finds the row by its primary key, the secret is compared with the SHA-256 that the row holds, and the
 * checksum refuses garbage before any store is touched and lets secret scanners find leaked ones.
 */

import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts'
import { readBigEndian, writeBigEndian } from '../encoding/big-endian.ts'
import { crc32 } from '../encoding/crc32.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import { type Id, idFromBytes, idToBytes } from '../id/id.ts'
import type { Crypto } from '../world/crypto.ts'
import type { Random } from '../world/random.ts'
import { Secret } from './secret.ts'

/** The kinds of opaque credentials: their prefix, and the kind of id each one carries. */
export const OPAQUE_CREDENTIALS = {
  client: { prefix: 'ccc_', id: 'client' },
  opaqueSession: { prefix: 'ccs_', id: 'sess' },
  appSecret: { prefix: 'cca_', id: 'app' },
  registration: { prefix: 'ccreg_', id: 'app' },
  apiKey: { prefix: 'cck_', id: 'key' },
  adminKey: { prefix: 'ccadm_', id: 'key' },
  backendKey: { prefix: 'ccb_', id: 'key' },
  verifierKey: { prefix: 'ccv_', id: 'key' },
  ticket: { prefix: 'cco_', id: 'tkt' },
} as const

/** A kind of opaque credential. */
export type OpaqueKind = keyof typeof OPAQUE_CREDENTIALS

/** The id that a credential of kind `K` carries. */
export type OpaqueId<K extends OpaqueKind> = Id<(typeof OPAQUE_CREDENTIALS)[K]['id']>

/** A parsed credential: which row it names, and the secret that the row's hash must match. */
export type OpaqueCredential<K extends OpaqueKind> = {
  readonly kind: K
  readonly id: OpaqueId<K>
  readonly secret: Uint8Array
}

const ID_BYTES = 16
const SECRET_BYTES = 32
const CHECKSUM_BYTES = 4
const BODY_BYTES = ID_BYTES + SECRET_BYTES + CHECKSUM_BYTES
const BODY_CHARS = Math.ceil((BODY_BYTES * 4) / 3)

/** A newly issued credential: the text for its owner, and what the store keeps of it. */
export type IssuedCredential = {
  readonly text: Secret
  /** SHA-256 of the secret part: all that is ever stored. */
  readonly hash: Uint8Array
}

/** Issues a credential of the given kind for the row `id`. */
export function issueOpaque<K extends OpaqueKind>(
  kind: K,
  id: OpaqueId<K>,
  world: { readonly random: Random; readonly crypto: Crypto },
): IssuedCredential {
  const secret = world.random.bytes(SECRET_BYTES)
  return { text: new Secret(formatOpaque(kind, id, secret)), hash: world.crypto.sha256(secret) }
}

/** Spells a credential from its parts. */
export function formatOpaque<K extends OpaqueKind>(kind: K, id: OpaqueId<K>, secret: Uint8Array): string {
  const { prefix } = OPAQUE_CREDENTIALS[kind]
  const body = new Uint8Array(BODY_BYTES)
  body.set(idToBytes(id), 0)
  body.set(secret, ID_BYTES)
  writeChecksum(prefix, body)
  return prefix + encodeBase64url(body)
}

/** Reads a credential of the given kind; `null` for a wrong prefix, length, spelling or checksum. */
export function parseOpaque<K extends OpaqueKind>(kind: K, text: string): OpaqueCredential<K> | null {
  const { prefix, id } = OPAQUE_CREDENTIALS[kind]
  if (text.length !== prefix.length + BODY_CHARS || !text.startsWith(prefix)) return null
  const body = decodeBase64url(text.slice(prefix.length))
  if (body === null || !checksumHolds(prefix, body)) return null
  return {
    kind,
    id: idFromBytes(id, body.slice(0, ID_BYTES)) as OpaqueId<K>,
    secret: body.slice(ID_BYTES, ID_BYTES + SECRET_BYTES),
  }
}

const PREFIXES = Object.entries(OPAQUE_CREDENTIALS).map(([kind, { prefix }]) => ({
  kind: kind as OpaqueKind,
  prefix,
}))

/** Which kind of opaque credential a text claims to be by its prefix, well-formed or not; `null` for none. */
export function opaqueKindOf(text: string): OpaqueKind | null {
  return PREFIXES.find(({ prefix }) => text.startsWith(prefix))?.kind ?? null
}

/** Writes the CRC-32 of prefix and body into the body's last four bytes. */
export function writeChecksum(prefix: string, body: Uint8Array): void {
  writeBigEndian(body, body.length - CHECKSUM_BYTES, CHECKSUM_BYTES, checksum(prefix, body))
}

/** Whether the body's last four bytes are the CRC-32 of prefix and body. */
export function checksumHolds(prefix: string, body: Uint8Array): boolean {
  return readBigEndian(body, body.length - CHECKSUM_BYTES, CHECKSUM_BYTES) === checksum(prefix, body)
}

function checksum(prefix: string, body: Uint8Array): number {
  return crc32(body, crc32(encodeUtf8(prefix)), body.length - CHECKSUM_BYTES)
}
