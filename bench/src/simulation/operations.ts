/** Requests of the simulated day, each by somebody who may make it. */

import { randomBytes, randomInt } from 'node:crypto'
import { fillerId } from '../coatcheck/grow.ts'
import type { SeededCredentials } from '../coatcheck/seed.ts'
import { trafficOf, type RunningServer } from '../coatcheck/start-coatcheck.ts'
import { writeRequest, type RequestParts } from '../load/request.ts'
import type { Exchange, Traffic } from '../load/traffic.ts'
import { OPERATIONS, type Operation } from './day.ts'

/** Who may ask what: a source of requests for each operation. */
export type Sources = Readonly<Record<Operation, Traffic>>

/** A revocation each of another session, a sign-in each of a new person. */
export async function sourcesOf(
  { port, adminKey }: RunningServer,
  credentials: SeededCredentials,
  nextFiller: () => number,
): Promise<Sources> {
  const authorization = `Bearer ${adminKey}`
  return {
    ...(await trafficOf(port, credentials)),
    signIn: requests(port, signIn),
    revoke: requests(port, () => ({
      method: 'DELETE',
      path: `/api/admin/sessions/${fillerId(nextFiller())}`,
      headers: { authorization },
    })),
  }
}

/** Registering costs what signing in does, password hash and all, and one row more. */
function signIn(): RequestParts {
  const email = `${randomBytes(9).toString('hex')}@example.com`
  const address = Array.from({ length: 4 }, () => randomInt(1, 255)).join('.')
  return {
    method: 'POST',
    path: '/api/auth/register',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ email, password: randomBytes(12).toString('hex'), transport: 'token' }),
  }
}

function requests(port: number, make: () => RequestParts): Traffic {
  return { next: (): Exchange => ({ request: writeRequest(port, make()), settle: () => {} }) }
}

/** So many of each, spread evenly over the whole. */
export function mixed(sources: Sources, counts: Readonly<Record<Operation, number>>): Traffic {
  const order = OPERATIONS.flatMap((operation) =>
    Array.from({ length: counts[operation] }, (_, index) => ({
      operation,
      at: (index + 0.5) / counts[operation],
    })),
  ).toSorted((one, other) => one.at - other.at)
  let turn = 0
  return {
    next() {
      const step = order[turn++ % order.length]
      if (step === undefined) throw new RangeError('an hour without requests was asked for')
      return sources[step.operation].next()
    },
  }
}
