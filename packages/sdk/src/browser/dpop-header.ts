/** Proofs that this device has the key of its refresh token (RFC 9449 section 4). */

import { encodeBase64url } from '@coatcheck/core/protocol'
import type { Environment } from './environment.ts'
import type { DeviceKey } from './session-storage.ts'

const encoder = new TextEncoder()

/** A proof for one request. */
export async function dpopProof(
  key: DeviceKey,
  request: { readonly method: string; readonly url: string; readonly nowMs: number },
  { randomBytes }: Pick<Environment, 'randomBytes'>,
): Promise<string> {
  const { kty, crv, x, y } = key.publicJwk
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } }
  const claims = {
    jti: encodeBase64url(randomBytes(16)),
    htm: request.method,
    htu: request.url,
    iat: Math.floor(request.nowMs / 1000),
  }
  const signed = [header, claims]
    .map((part) => encodeBase64url(encoder.encode(JSON.stringify(part))))
    .join('.')
  return `${signed}.${encodeBase64url(await key.sign(encoder.encode(signed)))}`
}
