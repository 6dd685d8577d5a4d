/**
 * Password hashing: argon2id over HMAC-SHA-256(pepper, password), so that the database alone cannot be guessed at.
 *
 * Stored form: `<version of the pepper>:<PHC string>`.
 */

import { availableParallelism } from 'node:os'
import { encodeBase64url, type HasherBusy, type PasswordHasher } from '@coatcheck/core'
import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2'
import { nodeCrypto } from '../crypto/node-crypto.ts'
import type { InstanceSecrets } from '../secret/instance-secrets.ts'
import { createBoundedPool } from '../jobs/bounded-pool.ts'
import { normalizePassword } from './password-text.ts'

/** How much is hashed at once, and what is told about hashes that cannot be checked any more. */
export type PasswordHasherOptions = {
  /** Hashes at once (default: one per core; more only makes each slower). */
  readonly concurrency?: number
  /** Hashes that may wait (default: 32 per core, about a third of a second of work). */
  readonly maxQueued?: number
  /** What one hash costs (default: what OWASP advises; less is for tests that hash thousands). */
  readonly cost?: PasswordCost
  /** Called when a stored hash needs a pepper of a secret version that was not given: nobody can match it. */
  readonly onUnknownPepper?: (version: number) => void
}

/** The memory of one hash in KiB, and how often it is passed over. */
export type PasswordCost = { readonly memoryCost: number; readonly timeCost: number }

/** 19 MiB, two passes, with one lane: the first choice of OWASP's password storage advice for argon2id. */
const COST: PasswordCost = { memoryCost: 19_456, timeCost: 2 }

const STORED = /^([1-9]\d{0,4}):(\$argon2id\$.+)$/

const BUSY: HasherBusy = { outcome: 'busy', retryAfterSeconds: 1 }

/** Makes the hasher of one instance. */
export function createPasswordHasher(
  secrets: InstanceSecrets,
  options: PasswordHasherOptions = {},
): PasswordHasher {
  const concurrency = options.concurrency ?? availableParallelism()
  const pool = createBoundedPool(concurrency, options.maxQueued ?? 32 * concurrency)
  const { memoryCost, timeCost } = options.cost ?? COST
  /** How every PHC string of the parameters in force starts. */
  const prefix = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=1$`
  /** What an unknown account is checked against: the same parameters, and a hash that no password has. */
  const nobody = `${prefix}${'A'.repeat(22)}$${'A'.repeat(43)}`

  const currentPepper = (): Uint8Array => {
    const pepper = secrets.pepper(secrets.currentVersion)
    if (pepper === null) throw new Error('the current version of the instance secret has no pepper')
    return pepper
  }

  return {
    isBusy: () => (pool.isFull() ? BUSY : null),
    hash: async (password) => {
      const normalized = normalizePassword(password)
      if (normalized === null) throw new RangeError('a password must pass the rules before it is hashed')
      const keyed = withPepper(currentPepper(), normalized)
      const hashing = pool.run(() => argon2Hash(keyed, { memoryCost, timeCost, parallelism: 1 }))
      if (hashing === null) return BUSY
      return { outcome: 'hashed', hash: `${secrets.currentVersion}:${await hashing}` }
    },
    verify: async (stored, password) => {
      const normalized = normalizePassword(password)
      // Nobody's password is that long, whoever is asked about: no work, and nothing told by its absence.
      if (normalized === null) return { outcome: 'checked', matches: false, needsRehash: false }
      const { version, phc } = stored === null ? { version: null, phc: nobody } : readStored(stored)
      const pepper = version === null ? null : secrets.pepper(version)
      if (version !== null && pepper === null) options.onUnknownPepper?.(version)
      const keyed = withPepper(pepper ?? currentPepper(), normalized)
      const checking = pool.run(() => argon2Verify(phc, keyed))
      if (checking === null) return BUSY
      const matches = (await checking) && pepper !== null
      const isOld = version !== secrets.currentVersion || !phc.startsWith(prefix)
      return { outcome: 'checked', matches, needsRehash: matches && isOld }
    },
  }
}

/** The keyed password as text: this argon2 verifies text only. */
function withPepper(pepper: Uint8Array, password: string): string {
  return encodeBase64url(nodeCrypto.hmacSha256(pepper, Buffer.from(password)))
}

function readStored(stored: string): { readonly version: number; readonly phc: string } {
  const [, version, phc] = STORED.exec(stored) ?? []
  if (version === undefined || phc === undefined) throw new TypeError('a stored password hash is malformed')
  return { version: Number(version), phc }
}
