/** Ids: a prefix that names the kind and 26 characters of Crockford base32 that spell a UUIDv7 (RFC 9562). */

import type { Brand } from '../brand.ts'
import { decodeCrockford, encodeCrockford } from '../encoding/crockford.ts'
import type { Random } from '../world/random.ts'

/** The kinds of things that have an id. `tkt` names one-time tickets and stays inside the server. */
export type IdPrefix =
  | 'user'
  | 'sess'
  | 'client'
  | 'org'
  | 'inv'
  | 'mem'
  | 'tmpl'
  | 'key'
  | 'app'
  | 'evt'
  | 'tkt'
  | 'fac'

/** An id of the kind `P`, such as `sess_01jd0c3v9m8x7k2q4w5r6t7y8z`. Ids are names, never secrets. */
export type Id<P extends IdPrefix> = Brand<string, P>

export type UserId = Id<'user'>
export type SessionId = Id<'sess'>
export type ClientId = Id<'client'>
export type KeyId = Id<'key'>
export type AppId = Id<'app'>
export type OrganizationId = Id<'org'>
export type InvitationId = Id<'inv'>
export type EventId = Id<'evt'>
export type TicketId = Id<'tkt'>
export type FactorId = Id<'fac'>
export type TemplateId = Id<'tmpl'>

/** How many bytes of a client's id the ids of its sessions end with. */
const SHARED_BYTES = 2

/** Makes a new id of the given kind; ids made later sort later (to the millisecond). */
export function newId<P extends IdPrefix>(prefix: P, nowMs: number, random: Random): Id<P> {
  return idFromBytes(prefix, uuidV7(nowMs, random))
}

/**
 * Makes the id of a new session. It ends as its client's does, so that a store that spreads what it holds over machines
 * by the ends of ids keeps a client and its sessions in one place.
 */
export function newSessionId(clientId: ClientId, nowMs: number, random: Random): SessionId {
  const bytes = uuidV7(nowMs, random)
  bytes.set(idToBytes(clientId).subarray(-SHARED_BYTES), bytes.length - SHARED_BYTES)
  return idFromBytes('sess', bytes)
}

/** Reads an id of the given kind; `null` for another kind, another spelling or anything that is not a UUIDv7. */
export function parseId<P extends IdPrefix>(prefix: P, text: string): Id<P> | null {
  if (!text.startsWith(`${prefix}_`)) return null
  const bytes = decodeCrockford(text.slice(prefix.length + 1))
  if (bytes === null || !isUuidV7(bytes)) return null
  return text as Id<P>
}

/** The 16 bytes of an id. */
export function idToBytes(id: Id<IdPrefix>): Uint8Array {
  const bytes = decodeCrockford(id.slice(id.indexOf('_') + 1))
  if (bytes === null) throw new TypeError('a branded id failed to decode: it was not made by its parser')
  return bytes
}

/** The id of the given kind that 16 bytes spell. */
export function idFromBytes<P extends IdPrefix>(prefix: P, bytes: Uint8Array): Id<P> {
  return `${prefix}_${encodeCrockford(bytes)}` as Id<P>
}

/** The plain UUID form of an id, for surfaces that want one. */
export function idToUuid(id: Id<IdPrefix>): string {
  const hex = Array.from(idToBytes(id), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** The id of the given kind that a plain UUID spells; `null` when it is not a UUIDv7. */
export function idFromUuid<P extends IdPrefix>(prefix: P, uuid: string): Id<P> | null {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid)) return null
  const pairs = uuid.replaceAll('-', '').match(/../g) ?? []
  return idFromBytes(
    prefix,
    Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)),
  )
}

function uuidV7(nowMs: number, random: Random): Uint8Array {
  const bytes = random.bytes(16)
  let time = nowMs
  for (let i = 5; i >= 0; i--) {
    bytes[i] = time % 256
    time = Math.floor(time / 256)
  }
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return bytes
}

function isUuidV7(bytes: Uint8Array): boolean {
  return (bytes[6] ?? 0) >> 4 === 7 && (bytes[8] ?? 0) >> 6 === 2
}
