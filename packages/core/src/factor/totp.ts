/** Time-based one-time passwords (RFC 6238): HMAC-SHA-1, six digits, steps of 30 seconds, as every app makes them. */

import { encodeBase32 } from '../encoding/base32.ts'
import { writeBigEndian } from '../encoding/big-endian.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import type { Crypto } from '../world/crypto.ts'

/** How many random bytes a seed has: as many as SHA-1 gives (RFC 4226 section 4, R6). */
export const TOTP_SEED_BYTES = 20

const STEP_MS = 30_000
const DIGITS = 6
const COUNTER_BYTES = 8
/** Enough until the year 6053. */
const STEP_BYTES = 4

/** How many steps a clock may be off, either way (RFC 6238 section 5.2). */
const WINDOW = 1

/** The step that a moment is in. */
export function totpStepAt(nowMs: number): number {
  return Math.floor(nowMs / STEP_MS)
}

/** The code of one step (RFC 4226 section 5.3). */
export function totpCode(seed: Uint8Array, step: number, crypto: Crypto): string {
  const counter = new Uint8Array(COUNTER_BYTES)
  writeBigEndian(counter, COUNTER_BYTES - STEP_BYTES, STEP_BYTES, step)
  const mac = crypto.hmacSha1(seed, counter)
  const offset = byteAt(mac, mac.length - 1) & 15
  const value =
    (byteAt(mac, offset) & 127) * 2 ** 24 +
    (byteAt(mac, offset + 1) << 16) +
    (byteAt(mac, offset + 2) << 8) +
    byteAt(mac, offset + 3)
  return String(value % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** The newest step around now whose code this is; `null` for none. Whether it was used before is the store's word. */
export function findTotpStep(seed: Uint8Array, code: string, nowMs: number, crypto: Crypto): number | null {
  const typed = encodeUtf8(code.replaceAll(/\s/g, ''))
  const now = totpStepAt(nowMs)
  let found: number | null = null
  for (let step = now - WINDOW; step <= now + WINDOW; step++) {
    if (crypto.equal(encodeUtf8(totpCode(seed, step, crypto)), typed)) found = step
  }
  return found
}

/** What an authenticator app shows an account under. */
export type TotpLabel = { readonly issuer: string; readonly account: string }

/** The `otpauth://` URL that apps read from a QR code (the format of Google Authenticator). */
export function otpauthUrl(seed: Uint8Array, { issuer, account }: TotpLabel): string {
  const name = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${name}?secret=${encodeBase32(seed)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=30`
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}
