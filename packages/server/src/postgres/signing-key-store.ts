/** The ports for signing keys and for the fingerprints of the instance secrets, on Postgres. */

import { draftEvent, type SecretFingerprintStore, type SigningKeyStore } from '@coatcheck/core'
import { signingKeyFromRow } from '../sql/signing-key-row.ts'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'

const list = statement('SELECT * FROM signing_keys ORDER BY created_at, signs_from, replaced_at')
const newest = statement('SELECT kid FROM signing_keys WHERE replaced_at IS NULL')
const insert = statement(`INSERT INTO signing_keys
    (kid, follows, algorithm, public_jwk, sealed_private_key, created_at, signs_from)
  VALUES (:kid, :follows, :algorithm, :jwk, :sealed, :now, :signsFrom) ON CONFLICT DO NOTHING RETURNING kid`)
const replace = statement(
  'UPDATE signing_keys SET replaced_at = :at, verifies_until = :until WHERE kid = :kid AND replaced_at IS NULL',
)

/** Opens the port for signing keys. */
export function openSigningKeyStore({ pool, transact }: Engine): SigningKeyStore {
  return {
    list: async () => (await list.all(pool)).map(signingKeyFromRow),
    add: (key, afterKid, verifyForMs, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        if (((await newest.get(on))?.['kid'] ?? null) !== afterKid) return false
        const { kid, algorithm, signsFromMs } = key
        const added = await insert.get(on, {
          kid,
          follows: afterKid ?? '',
          algorithm,
          jwk: JSON.stringify(key.publicJwk),
          sealed: key.sealedPrivateKey,
          signsFrom: signsFromMs,
        })
        if (added === null) return false
        if (afterKid !== null)
          await replace.run(on, { kid: afterKid, at: signsFromMs, until: signsFromMs + verifyForMs })
        appendLog('key', 'all', signsFromMs)
        const type = afterKid === null ? 'signing_key.created' : 'signing_key.rotated'
        appendEvents([draftEvent(context, type, { details: { kid, algorithm } })])
        return true
      }),
  }
}

const listFingerprints = statement('SELECT version, fingerprint FROM secret_fingerprints ORDER BY version')
const insertFingerprint = statement(
  'INSERT INTO secret_fingerprints (version, fingerprint) VALUES (:version, :fingerprint) ON CONFLICT DO NOTHING',
)
const findFingerprint = statement('SELECT fingerprint FROM secret_fingerprints WHERE version = :version')

/** Opens the port for fingerprints. */
export function openSecretFingerprintStore({ pool }: Engine): SecretFingerprintStore {
  return {
    list: async () =>
      (await listFingerprints.all(pool)).map((row) => ({
        version: row['version'] as number,
        fingerprint: row['fingerprint'] as Uint8Array,
      })),
    add: async (version, fingerprint) => {
      await insertFingerprint.run(pool, { version, fingerprint })
      return (await findFingerprint.get(pool, { version }))?.['fingerprint'] as Uint8Array
    },
  }
}
