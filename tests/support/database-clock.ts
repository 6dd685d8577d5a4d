/** Moves the time of a database, by which all its nodes go: minutes and months pass while they serve. */

import { expect } from 'vitest'
import type { Nodes } from './nodes.ts'
import { PATIENCE } from './people.ts'
import type { RunningPostgres } from './postgres.ts'

/** Sets the database ahead of the machine's clock, and waits until all nodes know. */
export async function setDatabaseAhead(
  postgres: RunningPostgres,
  nodes: Nodes,
  aheadMs: number,
): Promise<void> {
  await postgres.run(
    'postgres',
    `CREATE OR REPLACE FUNCTION coatcheck_now() RETURNS BIGINT LANGUAGE SQL VOLATILE AS
      $$ SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::BIGINT + ${aheadMs} $$`,
  )
  const behindMs = (): number =>
    Math.max(...nodes.all.map(({ coatcheck }) => Date.now() + aheadMs - coatcheck.server.clock.nowMs()))
  await expect.poll(behindMs, PATIENCE).toBeLessThan(1_000)
}
