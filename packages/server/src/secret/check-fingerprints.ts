/** Refuses to start with a secret that the database was not made with, before anything is decrypted or refused. */

import type { SecretFingerprintStore } from '@coatcheck/core'
import { StartError } from '../config/start-error.ts'
import { nodeCrypto } from '../crypto/node-crypto.ts'
import type { InstanceSecrets } from './instance-secrets.ts'

/**
 * Compares the secrets with what the database remembers, and records versions that are new to it.
 *
 * @returns The versions that the database sees for the first time.
 * @throws A `StartError` when a version's text is not the one that the database was used with, or when the database
 *   knows secrets and none of them was given. Nothing is recorded then.
 */
export async function checkFingerprints(
  store: SecretFingerprintStore,
  secrets: InstanceSecrets,
): Promise<readonly number[]> {
  const known = new Map((await store.list()).map((row) => [row.version, row.fingerprint]))
  const given = secrets.fingerprints()
  for (const { version, fingerprint } of given) {
    const recorded = known.get(version)
    if (recorded !== undefined && !nodeCrypto.equal(recorded, fingerprint)) {
      throw wrongText(version, Math.max(...known.keys(), ...secrets.versions) + 1)
    }
  }
  const fresh = given.filter(({ version }) => !known.has(version))
  if (known.size > 0 && fresh.length === given.length) {
    throw new StartError(
      `COATCHECK_SECRET: this database was used with version ${[...known.keys()].join(', ')}, which was not given. ` +
        'A new version is added beside the old ones: v<new>:<secret>,v<old>:<secret>.',
    )
  }
  for (const { version, fingerprint } of fresh) {
    const stands = await store.add(version, fingerprint)
    // Another node started at the same moment, with another secret.
    if (!nodeCrypto.equal(stands, fingerprint)) throw wrongText(version, Math.max(...secrets.versions) + 1)
  }
  return fresh.map(({ version }) => version)
}

function wrongText(version: number, next: number): StartError {
  return new StartError(
    `COATCHECK_SECRET: version ${version} is not the secret that this database was used with. Give it back its ` +
      `old text; a new secret gets a version of its own, such as v${next}:<new>,v${version}:<old>.`,
  )
}
