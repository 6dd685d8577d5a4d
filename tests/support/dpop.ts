/** A device with a key of its own, and the proofs that it makes (RFC 9449). */

import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { derToRaw } from '@coatcheck/core/verify'
import type { Json } from './api-client.ts'

/** Its key. */
export type Device = { readonly privateKey: KeyObject; readonly publicKey: KeyObject }

/** Makes one. */
export function newDevice(): Device {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

/** What a proof is for. */
export type Proved = {
  readonly htu: string
  readonly nowMs: number
  readonly htm?: string
  /** The access token that it comes with. */
  readonly token?: string | undefined
  readonly claims?: Json
  readonly header?: Json
}

/** A proof. */
export function proofOf(device: Device, proved: Proved): string {
  const { htu, nowMs, htm = 'POST', token, claims = {}, header = {} } = proved
  const { kty, crv, x, y } = device.publicKey.export({ format: 'jwk' })
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') }
  const parts = [
    { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y }, ...header },
    { htm, htu, iat: Math.floor(nowMs / 1000), jti: randomUUID(), ...ath, ...claims },
  ]
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const raw = derToRaw(sign('sha256', Buffer.from(input), device.privateKey))
  return `${input}.${Buffer.from(raw).toString('base64url')}`
}

/** RFC 7638: the thumbprint of its key. */
export function thumbprintOf({ publicKey }: Device): string {
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
}
