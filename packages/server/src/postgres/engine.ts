/** What the parts of the Postgres store share: the pool, and transactions on it. */

import type { Random } from '@coatcheck/core'
import type { Pool } from './pool.ts'
import type { Transact } from './transaction.ts'

/** The engine under the ports. */
export type Engine = {
  readonly pool: Pool
  readonly transact: Transact
  readonly random: Random
}
