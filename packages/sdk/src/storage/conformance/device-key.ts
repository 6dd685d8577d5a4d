/** Conformance of a device key: one for all, whoever asks first, and it signs. */

import type { DeviceKey, SessionStorage } from '../../browser/session-storage.ts'
import { type ConformanceRunner, type Make, onPlace } from './harness.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const

/** Declares the tests, for a place with a `deviceKey`. */
export function deviceKeyConformance(make: Make, runner: ConformanceRunner): void {
  onPlace(make, runner, 'a device key is one for all instances, asked at once', async (place) => {
    const instances = await Promise.all(Array.from({ length: 8 }, async () => await place.open()))
    const keys = await Promise.all(instances.map(keyOf))
    const again = await keyOf(await place.open())
    const names = new Set([...keys, again].map(({ publicJwk }) => JSON.stringify(publicJwk)))
    if (names.size !== 1) throw new Error(`${names.size} keys were made of one device`)
  })

  onPlace(make, runner, 'a device key shows no private part, and signs', async (_place, storage) => {
    const key = await keyOf(storage)
    const members = Object.keys(key.publicJwk).toSorted().join()
    if (members !== 'crv,kty,x,y') throw new Error(`the public key has ${members}`)
    await expectSignature(key)
  })

  onPlace(make, runner, 'a device key outlives the text', async (place, storage) => {
    const before = await keyOf(storage)
    await storage.write('a text')
    await storage.write(null)
    const after = await keyOf(await place.open())
    if (before.publicJwk.x !== after.publicJwk.x) throw new Error('the key went with the text')
  })
}

async function keyOf(storage: SessionStorage): Promise<DeviceKey> {
  const key = await storage.deviceKey?.()
  if (key === undefined) throw new Error('the place has no device key')
  return key
}

async function expectSignature(key: DeviceKey): Promise<void> {
  const data = new TextEncoder().encode('what is signed')
  const signature = new Uint8Array(await key.sign(data))
  const publicKey = await crypto.subtle.importKey('jwk', { ...key.publicJwk }, ALGORITHM, true, ['verify'])
  if (!(await crypto.subtle.verify(SIGNATURE, publicKey, signature, data)))
    throw new Error(`the signature of ${signature.length} bytes does not hold`)
}
