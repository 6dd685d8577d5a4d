/** What the load generator sends next: the same request over and over, or the next step of a refresh chain. */

import { writeRequest, type RequestParts } from './request.ts'

/** One request on its way, and what to do with its answer's body. */
export interface Exchange {
  readonly request: string
  settle(body: string): void
}

/** An endless source of requests. */
export interface Traffic {
  next(): Exchange
}

/** Sends the given requests in turn; every answer must be a 200 with something in it. */
export function repeatedTraffic(port: number, requests: readonly RequestParts[]): Traffic {
  const exchanges = requests.map((parts): Exchange => ({
    request: writeRequest(port, parts),
    settle: mustSaySomething,
  }))
  let turn = 0
  return {
    next() {
      const exchange = exchanges[turn++ % exchanges.length]
      if (exchange === undefined) throw new RangeError('traffic of no requests was asked for')
      return exchange
    },
  }
}

/** How a server's refresh is asked, and where the successor stands in its answer. */
export interface RefreshDialect {
  request(refreshToken: string): RequestParts
  /** The name of the answer's JSON member that holds the successor. */
  readonly successorMember: string
}

/** Steps many refresh chains, the longest idle first; each successor takes its predecessor's place. */
export function refreshTraffic(
  port: number,
  refreshTokens: readonly string[],
  dialect: RefreshDialect,
): Traffic {
  const ring = [...refreshTokens]
  const successor = new RegExp(`"${dialect.successorMember}":"([^"]+)"`)
  let head = 0
  let tail = 0
  return {
    next() {
      // With fewer chains than connections a token would be sent twice at once, which is reuse.
      if (head - tail >= ring.length)
        throw new RangeError('there must be more refresh chains than connections')
      const refreshToken = ring[head++ % ring.length] ?? ''
      return {
        request: writeRequest(port, dialect.request(refreshToken)),
        settle(body) {
          const next = successor.exec(body)?.[1]
          if (next === undefined) throw new Error(`a refresh answered without a successor: ${body}`)
          ring[tail++ % ring.length] = next
        },
      }
    },
  }
}

/** Some servers answer 200 and `null` where there is no session: nothing would have been measured. */
function mustSaySomething(body: string): void {
  if (body === '' || body === 'null') throw new Error('a server answered 200 without saying anything')
}
