/** Keys of devices: made once for all worlds, and signing at once, so that no thread decides what comes first. */

import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { derToRaw } from '@coatcheck/core/verify'
import type { DeviceKey } from '@coatcheck/sdk/browser'

/** The key of a device. @param seed Which of all keys: a number from 1 on. */
export function createDeviceKey(seed: number, extractable: boolean): DeviceKey {
  const scalar = Buffer.alloc(32)
  scalar.writeUInt32BE(seed, 28)
  const privateKey = createPrivateKey({ key: sec1Of(scalar), format: 'der', type: 'sec1' })
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  return {
    publicJwk: { kty: 'EC', crv: 'P-256', x, y },
    extractable,
    sign: (data) => Promise.resolve(derToRaw(sign('sha256', data, privateKey))),
  }
}

/** The DER of a key on P-256 (RFC 5915). */
function sec1Of(scalar: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('30310201010420', 'hex'),
    scalar,
    Buffer.from('a00a06082a8648ce3d030107', 'hex'),
  ])
}
