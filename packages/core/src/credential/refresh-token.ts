/**
 * The refresh token: `ccr_` and base64url of
 * `session id (16) | counter (4) | key id (2) | salt (16) | tag (32) | CRC-32 (4)`, numbers big-endian.
 *
 * The tag is `HMAC-SHA-256(K[key id], session id | counter | salt | binding)`. Nothing of a token is stored: the
 * session row holds its counter and its salt, the instance secret makes the key, and a successor is a pure
 * function of both. The salt travels in the token, so that a forgery is refused before any store is touched and a
 * genuine token is redeemed by one conditional statement that compares the salt with the row's: the secret alone
 * (no salt) and the database alone (no key) both make nothing.
 */

import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts'
import { readBigEndian, writeBigEndian } from '../encoding/big-endian.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import { idFromBytes, idToBytes, type SessionId } from '../id/id.ts'
import type { Crypto } from '../world/crypto.ts'
import { checksumHolds, writeChecksum } from './opaque.ts'
import { Secret } from './secret.ts'

/** The prefix of every refresh token. */
export const REFRESH_TOKEN_PREFIX = 'ccr_'

/** The length of a session's refresh salt in bytes. */
export const REFRESH_SALT_BYTES = 16

const AT = { session: 0, counter: 16, key: 20, salt: 22, tag: 38, checksum: 70 } as const
const BODY_BYTES = 74
const TEXT_CHARS = REFRESH_TOKEN_PREFIX.length + Math.ceil((BODY_BYTES * 4) / 3)
const MAX_COUNTER = 0xffffffff

/** What a refresh token is bound to: a token presented anywhere else does not exist. */
export type RefreshBinding = {
  readonly surface: 'api' | 'oauth' | 'supabase'
  /** The OAuth client, where one is party to the grant. */
  readonly oauthClientId: string | null
  /** RFC 7638 thumbprint of the DPoP key (RFC 9449), base64url. */
  readonly dpopThumbprint: string | null
}

/** The parts of a refresh token that say which step of which chain it is. */
export type RefreshTokenParts = {
  readonly sessionId: SessionId
  /** 0 for the first token of a session, one more at every rotation. */
  readonly counter: number
  /** The version of the instance secret that the tag was made with. */
  readonly secretVersion: number
  readonly salt: Uint8Array
}

/** A well-formed refresh token whose tag has not been checked yet. */
export type ParsedRefreshToken = RefreshTokenParts & { readonly tag: Uint8Array }

/** Reads a refresh token; `null` for a wrong prefix, length, spelling or checksum. */
export function parseRefreshToken(text: string): ParsedRefreshToken | null {
  if (text.length !== TEXT_CHARS || !text.startsWith(REFRESH_TOKEN_PREFIX)) return null
  const body = decodeBase64url(text.slice(REFRESH_TOKEN_PREFIX.length))
  if (body === null || !checksumHolds(REFRESH_TOKEN_PREFIX, body)) return null
  return {
    sessionId: idFromBytes('sess', body.slice(AT.session, AT.counter)),
    counter: readBigEndian(body, AT.counter, AT.key - AT.counter),
    secretVersion: readBigEndian(body, AT.key, AT.salt - AT.key),
    salt: body.slice(AT.salt, AT.tag),
    tag: body.slice(AT.tag, AT.checksum),
  }
}

/** Makes the refresh token of one step of a chain. The same parts, key and binding make the same bytes. */
export function makeRefreshToken(
  parts: RefreshTokenParts,
  binding: RefreshBinding,
  key: Uint8Array,
  crypto: Crypto,
): Secret {
  if (parts.counter > MAX_COUNTER) throw new RangeError(`refresh counter ${parts.counter} exceeds 32 bits`)
  const body = new Uint8Array(BODY_BYTES)
  writeParts(body, parts)
  body.set(tagOf(parts, binding, key, crypto), AT.tag)
  writeChecksum(REFRESH_TOKEN_PREFIX, body)
  return new Secret(REFRESH_TOKEN_PREFIX + encodeBase64url(body))
}

/** Whether a token's tag was made with this key for this binding; constant time. */
export function refreshTagHolds(
  token: ParsedRefreshToken,
  binding: RefreshBinding,
  key: Uint8Array,
  crypto: Crypto,
): boolean {
  return crypto.equal(tagOf(token, binding, key, crypto), token.tag)
}

function tagOf(
  parts: RefreshTokenParts,
  binding: RefreshBinding,
  key: Uint8Array,
  crypto: Crypto,
): Uint8Array {
  // JSON keeps the three fields apart whatever they hold; the fixed-length part before it needs no separator.
  const bound = encodeUtf8(JSON.stringify([binding.surface, binding.oauthClientId, binding.dpopThumbprint]))
  const message = new Uint8Array(AT.tag + bound.length)
  writeParts(message, parts)
  message.set(bound, AT.tag)
  return crypto.hmacSha256(key, message)
}

function writeParts(body: Uint8Array, parts: RefreshTokenParts): void {
  body.set(idToBytes(parts.sessionId), AT.session)
  writeBigEndian(body, AT.counter, AT.key - AT.counter, parts.counter)
  writeBigEndian(body, AT.key, AT.salt - AT.key, parts.secretVersion)
  body.set(parts.salt, AT.salt)
}
