/** Keeps a number of connections busy for a while and counts what was answered. */

import { openConnection, type Answer, type HttpConnection } from './http-connection.ts'
import type { Exchange, Traffic } from './traffic.ts'

/** What was answered, and in which time. */
export interface LoadResult {
  readonly requests: number
  /** How often a server asked for patience. */
  readonly refusals: number
  readonly wallMicroseconds: number
}

/** The load: a server's port, its traffic and how hard and long to press. */
export interface Load {
  readonly port: number
  readonly traffic: Traffic
  readonly connections: number
  readonly seconds: number
  /** Ends it after so many, if the time is not over before: as many as the traffic allows, unless given. */
  readonly requests?: number
  /** Asks again, a second later, what was answered 503: what clients do when the server says so. */
  readonly isPatient?: boolean
}

const RETRY_AFTER_MS = 1000

/** Runs the load; rejects at the first answer that is not a success. */
export async function runLoad({
  port,
  traffic,
  connections,
  seconds,
  requests: most = traffic.most ?? Number.POSITIVE_INFINITY,
  isPatient = false,
}: Load): Promise<LoadResult> {
  const { promise: finished, resolve: finish, reject: fail } = Promise.withResolvers<void>()
  const open: HttpConnection[] = []
  let requests = 0
  let refusals = 0
  let sent = 0
  let busy = 0
  let endsAt = Number.POSITIVE_INFINITY

  const start = async (): Promise<() => void> => {
    let exchange: Exchange
    const send = (): void => {
      sent++
      exchange = traffic.next()
      connection.send(exchange.request)
    }
    const onAnswer = ({ status, body }: Answer): void => {
      if (isPatient && status === 503) {
        refusals++
        setTimeout(() => connection.send(exchange.request), RETRY_AFTER_MS)
        return
      }
      if (status < 200 || status > 299)
        throw new Error(`the server answered ${status}: ${body.slice(0, 500)}`)
      exchange.settle(body)
      requests++
      if (performance.now() < endsAt && sent < most) send()
      else if (--busy === 0) finish()
    }
    const connection = await openConnection(port, onAnswer, fail)
    open.push(connection)
    return send
  }

  const senders = await Promise.all(Array.from({ length: Math.min(connections, most) }, start))
  const startedAt = performance.now()
  endsAt = startedAt + seconds * 1000
  busy = senders.length
  for (const send of senders) send()
  try {
    await finished
  } finally {
    for (const connection of open) connection.close()
  }
  return { requests, refusals, wallMicroseconds: (performance.now() - startedAt) * 1000 }
}
