/** The keys of one issuer, by their id: given once, or fetched (see `remote-key-set.ts`). */

import { boundAlgorithm, type JsonMembers, type VerificationKey } from '@coatcheck/core/verify'
import type { KeyImporter } from '../crypto/signature.ts'
import { CoatcheckError } from './errors.ts'
import type { PublicKeyPem } from './public-key-pem.ts'

/** A key set (RFC 7517 section 5). */
export type Jwks = { readonly keys: readonly JsonMembers[] }

/** The keys. */
export type KeySet = {
  /** The key of that id, without waiting; `undefined` when there is none at hand, or none to be relied on. */
  readonly peek: (keyId: string) => VerificationKey | undefined
  /** The key of that id, fetched if it may be; `undefined` when the issuer has none of that id. */
  readonly find: (keyId: string) => Promise<VerificationKey | undefined>
  /** The issuer's keys changed: what is fetched is fetched anew. */
  readonly renew: () => void
  /** Why an id that is not found may be known to the issuer after all; `null` when the set at hand is what it says. */
  readonly failure: () => unknown
}

/** Imported keys by their id, each with the spelling it was imported from. */
export type ImportedKeys = ReadonlyMap<string, { readonly spelling: string; readonly key: VerificationKey }>

/** A key set that was given. */
export function givenKeySet(jwks: Jwks, importer: KeyImporter): KeySet {
  let keys: ImportedKeys = new Map()
  const loaded = importKeys(jwks, importer).then((imported) => {
    keys = imported
  })
  const peek = (keyId: string): VerificationKey | undefined => keys.get(keyId)?.key
  return {
    peek,
    failure: () => null,
    renew: () => {},
    find: async (keyId) => {
      await loaded
      return peek(keyId)
    },
  }
}

/** One key that was given. It has no id of its own: it is the key, whatever a token calls it. */
export function singleKeySet({ spki, algorithm }: PublicKeyPem, importer: KeyImporter): KeySet {
  let key: VerificationKey | undefined
  const loaded = importer.importSpki(spki, algorithm).then(
    (imported) => {
      key = imported
      return imported
    },
    (cause: unknown) => {
      throw new CoatcheckError(
        'keys-invalid',
        'jwtKey is not a public key of at least 2,048 bits (RSA) or on P-256',
        {
          cause,
        },
      )
    },
  )
  loaded.catch(() => {}) // every verification gets it
  return { peek: () => key, find: () => loaded, failure: () => null, renew: () => {} }
}

/** Imports the keys that may verify and leaves out the rest. Of two with one id the first one counts. */
export async function importKeys(
  { keys }: Jwks,
  importer: KeyImporter,
  former: ImportedKeys = new Map(),
): Promise<ImportedKeys> {
  const imported = new Map<string, { readonly spelling: string; readonly key: VerificationKey }>()
  for (const jwk of keys) {
    if (typeof jwk !== 'object' || jwk === null) continue
    const algorithm = boundAlgorithm(jwk)
    const { kid } = jwk
    if (algorithm === null || typeof kid !== 'string' || imported.has(kid)) continue
    const spelling = JSON.stringify(jwk)
    const known = former.get(kid)
    try {
      // A key that did not change stays the same object: whoever verified with it before need not do so again.
      const key = known?.spelling === spelling ? known.key : await importer.importJwk(jwk, algorithm)
      imported.set(kid, { spelling, key })
    } catch {
      continue // not a key after all: tokens that name it are refused as of an unknown one
    }
  }
  return imported
}

/** Whether a value has the form of a key set; its keys are judged one by one. */
export function isJwks(value: unknown): value is Jwks {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)
}
