/**
 * The strict gate that every token passes before a key is looked at: bounded, canonical, and with nothing in its
 * header that could choose how it is verified (RFC 8725; the jose libraries ignore such members, we refuse them).
 */

import { decodeBase64url } from '../encoding/base64url.ts'
import { decodeUtf8 } from '../encoding/utf8.ts'
import { refuse, type TokenRefusal } from './reason.ts'
import { type JsonMembers, parseStrictJson } from './strict-json.ts'

/** The largest token, in characters: checked before anything else. */
export const MAX_TOKEN_LENGTH = 8_192

/** The members that the header of our own tokens has, and no other. */
export const OWN_HEADER_MEMBERS: readonly string[] = ['alg', 'typ', 'kid']

/** A token that is well-formed; nothing of it is true yet. */
export type GatedToken = {
  readonly ok: true
  readonly header: JsonMembers
  readonly algorithm: string
  /** `null` where the key does not come from a set (DPoP proofs), or is the only one of it. */
  readonly keyId: string | null
  readonly payload: JsonMembers
  /** Everything before the last dot: what is signed. */
  readonly signingInput: string
  readonly signature: Uint8Array
}

/** What a header may look like. */
export type HeaderRules = {
  /** The only members a header may have. */
  readonly members: readonly string[]
  /** `optional`: one that is there is well-formed. */
  readonly keyId: 'required' | 'optional' | 'absent'
}

/** Decodes unpadded base64url; `null` for anything but the one canonical spelling of the bytes. */
export type SegmentDecoder = (segment: string) => Uint8Array | null

/** A header that keeps its rules. */
type ReadHeader = Pick<GatedToken, 'ok' | 'header' | 'algorithm' | 'keyId'>

/** Clerk's say a category, and when its claims were put together. */
export const CLERK_HEADER: HeaderRules = {
  members: [...OWN_HEADER_MEMBERS, 'cat', 'oiat'],
  keyId: 'required',
}

const OWN_HEADER: HeaderRules = { members: OWN_HEADER_MEMBERS, keyId: 'required' }
const KEY_ID = /^[\w.-]{1,128}$/

/** Takes a compact JWS apart (RFC 7515 section 7.1). */
export function gateToken(token: string, rules: HeaderRules = OWN_HEADER): GatedToken | TokenRefusal {
  return takeApart(token, (headerText) => readHeader(headerText, rules, decodeBase64url), decodeBase64url)
}

/**
 * Makes a gate for the tokens of one issuer. All that one key signed have one header, so the last one is remembered:
 * reading it anew costs as much as reading the payload.
 */
export function createGate(
  rules: HeaderRules = OWN_HEADER,
  decode: SegmentDecoder = decodeBase64url,
): (token: string) => GatedToken | TokenRefusal {
  let lastText = ''
  let last: ReadHeader | null = null
  const read = (headerText: string): ReadHeader | TokenRefusal => {
    if (last !== null && headerText === lastText) return last
    const header = readHeader(headerText, rules, decode)
    if (header.ok) [lastText, last] = [headerText, header]
    return header
  }
  return (token) => takeApart(token, read, decode)
}

function takeApart(
  token: string,
  read: (headerText: string) => ReadHeader | TokenRefusal,
  decode: SegmentDecoder,
): GatedToken | TokenRefusal {
  if (token === '') return refuse('token-missing')
  if (token.length > MAX_TOKEN_LENGTH) return refuse('token-too-large')
  const segments = token.split('.')
  const [headerText, payloadText, signatureText] = segments
  if (segments.length !== 3 || !headerText || !payloadText || !signatureText) return refuse('token-malformed')

  const payload = decodeJson(payloadText, decode)
  const signature = decode(signatureText)
  if (payload === null || signature === null) return refuse('token-malformed')
  const found = read(headerText)
  if (!found.ok) return found
  const { header, algorithm, keyId } = found
  const signingInput = token.slice(0, headerText.length + 1 + payloadText.length)
  return { ok: true, header, algorithm, keyId, payload, signingInput, signature }
}

function readHeader(
  headerText: string,
  rules: HeaderRules,
  decode: SegmentDecoder,
): ReadHeader | TokenRefusal {
  const header = decodeJson(headerText, decode)
  if (header === null) return refuse('token-malformed')
  if (!Object.keys(header).every((member) => rules.members.includes(member))) {
    return refuse('token-header-invalid')
  }
  const { alg, kid } = header
  if (typeof alg !== 'string') return refuse('token-algorithm-invalid')
  const keyId = typeof kid === 'string' && KEY_ID.test(kid) ? kid : null
  const isFit = {
    required: keyId !== null,
    optional: keyId !== null || kid === undefined,
    absent: kid === undefined,
  }
  if (!isFit[rules.keyId]) return refuse('token-header-invalid')
  return { ok: true, header, algorithm: alg, keyId }
}

function decodeJson(segment: string, decode: SegmentDecoder): JsonMembers | null {
  const bytes = decode(segment)
  const text = bytes === null ? null : decodeUtf8(bytes)
  return text === null ? null : parseStrictJson(text)
}
