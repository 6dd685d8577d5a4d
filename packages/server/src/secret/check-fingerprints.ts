/** Refuses to start with a secret that the database was not made with, before anything is decrypted or refused. */

import type { SecretFingerprintStore } from '@coatcheck/core'
import { nodeCrypto } from '../crypto/node-crypto.ts'
import type { InstanceSecrets } from './instance-secrets.ts'

/** Whether the instance may start, and if not, what to do about it. */
export type FingerprintCheck =
  | { readonly outcome: 'known' }
  /** Versions that the database sees for the first time; it remembers them now. */
  | { readonly outcome: 'recorded'; readonly versions: readonly number[] }
  /** The version's text differs from the one that the database was used with. */
  | { readonly outcome: 'changed'; readonly version: number; readonly message: string }
  /** The database knows secrets, and none of them was given. */
  | { readonly outcome: 'unknown'; readonly message: string }

/** Compares the secrets with what the database remembers, and records versions that are new to it. */
export async function checkFingerprints(
  store: SecretFingerprintStore,
  secrets: InstanceSecrets,
): Promise<FingerprintCheck> {
  const known = new Map((await store.list()).map((row) => [row.version, row.fingerprint]))
  const fresh = secrets.fingerprints().filter(({ version }) => !known.has(version))
  for (const { version, fingerprint } of secrets.fingerprints()) {
    const recorded = known.get(version)
    if (recorded !== undefined && !nodeCrypto.equal(recorded, fingerprint)) {
      const message =
        `COATCHECK_SECRET version ${version} is not the secret that this database was used with. ` +
        'Give it back its old text; a new secret needs a version of its own, such as ' +
        `v${Math.max(...known.keys(), version) + 1}:<new>,v${version}:<old>.`
      return { outcome: 'changed', version, message }
    }
  }
  if (known.size > 0 && fresh.length === secrets.versions.length) {
    const message =
      `This database was used with COATCHECK_SECRET version ${[...known.keys()].join(', ')}, of which none was ` +
      'given. A new version is added beside the old ones: v<new>:<secret>,v<old>:<secret>.'
    return { outcome: 'unknown', message }
  }
  for (const { version, fingerprint } of fresh) await store.add(version, fingerprint)
  return fresh.length === 0
    ? { outcome: 'known' }
    : { outcome: 'recorded', versions: fresh.map(({ version }) => version) }
}
