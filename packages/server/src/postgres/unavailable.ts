/** Tells an outage of the database from a mistake in what was asked of it. */

import { StoreUnavailable } from '@coatcheck/core'
import { codeOf } from './sql-state.ts'

/** What the driver's pool says when no connection got free in time. */
export const QUEUE_TIMEOUT = 'timeout exceeded when trying to connect'

/**
 * Connections lost or refused (class 08), operator intervention (57), resources exhausted (53), a server that takes no
 * writes (25006) or waited too long for the rest of a transaction (25P03), and the network's own.
 */
const OUTAGE =
  /^(?:08|57|53|25006|25P03)|^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/
const DRIVER =
  /timeout exceeded when trying to connect|timeout expired|Query read timeout|Connection terminated|Client has encountered a connection error/i

/** Whether the database is out. */
export function isOutage(error: unknown): boolean {
  return describeFailure(error) instanceof StoreUnavailable
}

/** The failure as the store's callers know it. */
export function describeFailure(error: unknown): unknown {
  if (error instanceof AggregateError) return describeFailure(error.errors[0])
  if (!(error instanceof Error)) return error
  const isOut = OUTAGE.test(codeOf(error)) || DRIVER.test(error.message)
  return isOut ? new StoreUnavailable('the database is out', { cause: error }) : error
}
