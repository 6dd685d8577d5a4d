/** What of a user is taken by another one. */

import type { UserConflict } from '@coatcheck/core'

/** SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY. */
const NOT_UNIQUE = new Set([2067, 1555])
const TAKEN: readonly (readonly [column: string, field: UserConflict])[] = [
  ['users.email', 'email'],
  ['users.username', 'username'],
  ['users.external_id', 'external-id'],
  ['identities.', 'identity'],
]

/** Runs a write; that a name is taken becomes an outcome. */
export async function conflictsAsValues<T>(
  run: () => Promise<T>,
): Promise<T | { readonly outcome: 'taken'; readonly field: UserConflict }> {
  try {
    return await run()
  } catch (error) {
    const field = takenField(error)
    if (field === undefined) throw error
    return { outcome: 'taken', field }
  }
}

/** What is taken, when that is why a write failed; the engine names the column in its message only. */
function takenField(error: unknown): UserConflict | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || !NOT_UNIQUE.has(Number(error.errcode)))
    return undefined
  return TAKEN.find(([column]) => error.message.includes(column))?.[1]
}
