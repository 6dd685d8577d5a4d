/** A key pair that the browser keeps, and whose private part no script can read. */

import type { DeviceKey } from '../browser/session-storage.ts'
import type { Transact } from './indexed-db.ts'
import { StorageError } from './storage-error.ts'

const ENTRY = 'device-key'
const KIND = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const

/** The key of this browser profile and origin: made once, whichever tab asks first, and then read. */
export async function keptDeviceKey(transact: Transact): Promise<DeviceKey> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto }
  if (subtle === undefined)
    throw new StorageError('unavailable', 'there are no keys on this page: it has to be https, or localhost')
  const pair = (await readPair(transact)) ?? (await keepPair(transact, await makePair(subtle)))
  const { x = '', y = '' } = await subtle.exportKey('jwk', pair.publicKey)
  return {
    publicJwk: { kty: 'EC', crv: 'P-256', x, y },
    extractable: pair.privateKey.extractable,
    sign: async (data) => new Uint8Array(await subtle.sign(SIGNATURE, pair.privateKey, data)),
  }
}

async function readPair(transact: Transact): Promise<CryptoKeyPair | null> {
  const kept = await transact<unknown>('readonly', (table, give) => {
    const asked = table.get(ENTRY)
    asked.onsuccess = () => give(asked.result)
  })
  return isPair(kept) ? kept : null
}

async function makePair(subtle: SubtleCrypto): Promise<CryptoKeyPair> {
  return await subtle.generateKey(KIND, false, ['sign', 'verify'])
}

/** Keeps the pair unless there is one by now: both is one transaction. @returns The one that is kept. */
async function keepPair(transact: Transact, made: CryptoKeyPair): Promise<CryptoKeyPair> {
  const kept = await transact<unknown>('readwrite', (table, give) => {
    // That there is one already is no reason to undo everything.
    table.add(made, ENTRY).onerror = (event) => {
      event.preventDefault()
      event.stopPropagation()
    }
    const asked = table.get(ENTRY)
    asked.onsuccess = () => give(asked.result)
  })
  if (isPair(kept)) return kept
  throw new StorageError('failed', 'what IndexedDB keeps as the key of this device is none')
}

function isPair(value: unknown): value is CryptoKeyPair {
  if (typeof value !== 'object' || value === null) return false
  const { privateKey, publicKey } = value as { readonly privateKey?: unknown; readonly publicKey?: unknown }
  return privateKey instanceof CryptoKey && publicKey instanceof CryptoKey
}
