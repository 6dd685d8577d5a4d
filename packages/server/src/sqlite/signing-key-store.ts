/** The ports for signing keys and for the fingerprints of the instance secrets, on SQLite. */

import { draftEvent, type SecretFingerprintStore, type SigningKeyStore } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { signingKeyFromRow } from '../sql/signing-key-row.ts'

/** Opens the port for signing keys. */
export function openSigningKeyStore(engine: Engine): SigningKeyStore {
  const { database, write, nowMs } = engine
  const list = database.prepare('SELECT * FROM signing_keys ORDER BY created_at, rowid')
  const newest = database.prepare(
    'SELECT kid FROM signing_keys WHERE algorithm = ? AND purpose = ? AND replaced_at IS NULL',
  )
  const insert = database.prepare(`INSERT INTO signing_keys
    (kid, algorithm, purpose, public_jwk, sealed_private_key, created_at, signs_from)
    VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const replace = database.prepare(`UPDATE signing_keys
    SET replaced_at = :at, verifies_until = :at + max(:verifyFor, coalesce(token_life, 0))
    WHERE kid = :kid AND replaced_at IS NULL`)
  const extend = database.prepare(`UPDATE signing_keys SET token_life = max(:life, coalesce(token_life, 0)),
      verifies_until = max(verifies_until, replaced_at + :life)
    WHERE kid = :kid`)
  const revoke = database.prepare(`UPDATE signing_keys SET revoked_at = :now
    WHERE kid = :kid AND revoked_at IS NULL RETURNING algorithm, coalesce(token_life, 0) AS life`)
  return {
    list: async () => list.all().map(signingKeyFromRow),
    add: ({ afterKid, replaces, verifyForMs, ...key }, context) =>
      write(() => {
        const { kid, algorithm, purpose, signsFromMs } = key
        if ((newest.get(algorithm, purpose)?.['kid'] ?? null) !== afterKid) return false
        const outgoing = afterKid === null ? replaces : [afterKid, ...replaces]
        for (const old of outgoing) replace.run({ kid: old, at: signsFromMs, verifyFor: verifyForMs })
        const publicJwk = JSON.stringify(key.publicJwk)
        insert.run(kid, algorithm, purpose, publicJwk, key.sealedPrivateKey, nowMs(), signsFromMs)
        engine.appendLog('key', 'all', signsFromMs)
        const type = outgoing.length === 0 ? 'signing_key.created' : 'signing_key.rotated'
        engine.appendEvents([draftEvent(context, type, { details: { kid, algorithm } })])
        return true
      }),
    extendTokenLife: async (kid, lifeMs) => {
      await write(() => {
        extend.run({ kid, life: lifeMs })
        engine.appendLog('key', 'all', nowMs())
      })
    },
    revoke: (kid, verifyForMs, context) =>
      write(() => {
        const now = nowMs()
        const row = revoke.get({ kid, now })
        if (row === undefined) return false
        engine.appendLog('key', kid, now + Math.max(verifyForMs, row['life'] as number))
        const details = { kid, algorithm: row['algorithm'] as string }
        engine.appendEvents([draftEvent(context, 'signing_key.revoked', { details })])
        return true
      }),
  }
}

/** Opens the port for fingerprints. */
export function openSecretFingerprintStore({ database, write }: Engine): SecretFingerprintStore {
  const list = database.prepare('SELECT version, fingerprint FROM secret_fingerprints ORDER BY version')
  const insert = database.prepare(
    'INSERT INTO secret_fingerprints (version, fingerprint) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const find = database.prepare('SELECT fingerprint FROM secret_fingerprints WHERE version = ?')
  return {
    list: async () =>
      list.all().map((row) => ({
        version: row['version'] as number,
        fingerprint: row['fingerprint'] as Uint8Array,
      })),
    add: (version, fingerprint) =>
      write(() => {
        insert.run(version, fingerprint)
        return find.get(version)?.['fingerprint'] as Uint8Array
      }),
  }
}
