/** The ports for signing keys and for the fingerprints of the instance secrets, on Postgres. */

import { draftEvent, type SecretFingerprintStore, type SigningKeyStore } from '@coatcheck/core'
import { signingKeyFromRow } from '../sql/signing-key-row.ts'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'

const list = statement('SELECT * FROM signing_keys ORDER BY created_at, signs_from, replaced_at')
// Of two nodes that add the first key of a line, the index on the newest ones stops one.
const insert = statement(`INSERT INTO signing_keys
    (kid, algorithm, purpose, public_jwk, sealed_private_key, created_at, signs_from)
  VALUES (:kid, :algorithm, :purpose, :jwk, :sealed, :now, :signsFrom) ON CONFLICT DO NOTHING RETURNING kid`)
const replace = statement(`UPDATE signing_keys
  SET replaced_at = :at::BIGINT, verifies_until = :at::BIGINT + greatest(:verifyFor, token_life)
  WHERE kid = :kid AND replaced_at IS NULL`)
const extend = statement(`UPDATE signing_keys SET token_life = greatest(:life, token_life),
    verifies_until = greatest(verifies_until, replaced_at + :life::BIGINT)
  WHERE kid = :kid RETURNING :now AS now`)

const revoke = statement(`UPDATE signing_keys SET revoked_at = :now
  WHERE kid = :kid AND revoked_at IS NULL
  RETURNING algorithm, revoked_at + greatest(:verifyFor::BIGINT, token_life) AS until`)

/** Opens the port for signing keys. */
export function openSigningKeyStore({ pool, transact }: Engine): SigningKeyStore {
  return {
    list: async () => (await list.all(pool)).map(signingKeyFromRow),
    add: ({ afterKid, replaces, verifyForMs, ...key }, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        const { kid, algorithm, purpose, signsFromMs } = key
        const outgoing = { at: signsFromMs, verifyFor: verifyForMs }
        if (afterKid !== null && (await replace.run(on, { kid: afterKid, ...outgoing })) === 0) return false
        const added = await insert.get(on, {
          kid,
          algorithm,
          purpose,
          jwk: JSON.stringify(key.publicJwk),
          sealed: key.sealedPrivateKey,
          signsFrom: signsFromMs,
        })
        if (added === null) return false
        for (const old of replaces) await replace.run(on, { kid: old, ...outgoing })
        appendLog('key', 'all', signsFromMs)
        const isFirst = afterKid === null && replaces.length === 0
        const type = isFirst ? 'signing_key.created' : 'signing_key.rotated'
        appendEvents([draftEvent(context, type, { details: { kid, algorithm } })])
        return true
      }),
    extendTokenLife: (kid, lifeMs) =>
      transact(async ({ on, appendLog }) => {
        const row = await extend.get(on, { kid, life: lifeMs })
        if (row !== null) appendLog('key', 'all', row['now'] as number)
      }),
    revoke: (kid, verifyForMs, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        const row = await revoke.get(on, { kid, verifyFor: verifyForMs })
        if (row === null) return false
        appendLog('key', kid, row['until'] as number)
        const details = { kid, algorithm: row['algorithm'] as string }
        appendEvents([draftEvent(context, 'signing_key.revoked', { details })])
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
