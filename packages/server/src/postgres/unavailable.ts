/** Tells an outage of the database from a mistake in what was asked of it. */

import { StoreUnavailable } from '@coatcheck/core'
import { codeOf } from './sql-state.ts'

/** Connections lost or refused (class 08), operator intervention (57), resources exhausted (53), and the network's own. */
const OUTAGE = /^(?:08|57|53)|^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/
const DRIVER =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/i

/** The failure as the store's callers know it. */
export function describeFailure(error: unknown): unknown {
  if (error instanceof AggregateError) return describeFailure(error.errors[0])
  if (!(error instanceof Error)) return error
  const isOutage = OUTAGE.test(codeOf(error)) || DRIVER.test(error.message)
  return isOutage ? new StoreUnavailable('the database is out', { cause: error }) : error
}
