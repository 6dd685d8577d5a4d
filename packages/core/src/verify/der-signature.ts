/**
 * ECDSA P-256 signatures in both spellings: the DER of OpenSSL and the 64 bytes of JWS (RFC 7518 section 3.4).
 *
 * Converting here costs under a microsecond; asking OpenSSL for the raw form (`dsaEncoding: 'ieee-p1363'`) costs 30.
 */

const SEQUENCE = 0x30
const INTEGER = 0x02
const HALF = 32

/** The 64 raw bytes of a DER signature. Throws a `TypeError` on anything but canonical DER for P-256. */
export function derToRaw(der: Uint8Array): Uint8Array {
  const raw = new Uint8Array(2 * HALF)
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) throw new TypeError('an ECDSA signature is not DER')
  const end = copyInteger(der, copyInteger(der, 2, raw, HALF), raw, 2 * HALF)
  if (end !== der.length) throw new TypeError('an ECDSA signature has trailing bytes')
  return raw
}

/** The DER spelling of a raw signature; `null` when it does not have 64 bytes. */
export function rawToDer(raw: Uint8Array): Uint8Array | null {
  if (raw.length !== 2 * HALF) return null
  const r = firstDigit(raw, 0)
  const s = firstDigit(raw, HALF)
  const rLength = HALF - r + signByte(raw, r)
  const sLength = 2 * HALF - s + signByte(raw, s)
  const der = new Uint8Array(6 + rLength + sLength) // its zeros are the sign bytes
  der[0] = SEQUENCE
  der[1] = der.length - 2
  der[2] = INTEGER
  der[3] = rLength
  der.set(raw.subarray(r, HALF), 4 + signByte(raw, r))
  der[4 + rLength] = INTEGER
  der[5 + rLength] = sLength
  der.set(raw.subarray(s), 6 + rLength + signByte(raw, s))
  return der
}

/** Copies the integer at `at` into the 32 bytes of `raw` that end at `rawEnd`; returns where the next value starts. */
function copyInteger(der: Uint8Array, at: number, raw: Uint8Array, rawEnd: number): number {
  const length = der[at + 1] ?? 0
  const first = der[at + 2] ?? 0
  const padded = length > 1 && first === 0
  const canonical = first < 0x80 && !(padded && (der[at + 3] ?? 0) < 0x80)
  const digits = padded ? length - 1 : length
  const end = at + 2 + length
  if (der[at] !== INTEGER || length === 0 || digits > HALF || end > der.length || !canonical) {
    throw new TypeError('an ECDSA signature holds a malformed integer')
  }
  raw.set(der.subarray(end - digits, end), rawEnd - digits)
  return end
}

/** Where the number that starts at `start` has its first digit that counts: its last one, if all are zero. */
function firstDigit(raw: Uint8Array, start: number): number {
  let at = start
  while (at < start + HALF - 1 && raw[at] === 0) at++
  return at
}

/** 1 for a number that would look negative without a zero in front, 0 for others. */
function signByte(raw: Uint8Array, at: number): number {
  return (raw[at] ?? 0) >> 7
}
