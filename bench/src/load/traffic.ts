/** What the load generator sends next: the same request over and over, what can be sent once, or the next step of a refresh chain. */

import { writeRequest, type RequestParts } from './request.ts'

/** One request on its way, and what to do with its answer's body. */
export interface Exchange {
  readonly request: string
  settle(body: string): void
}

/** A source of requests. */
export interface Traffic {
  next(): Exchange
  /** How many one load may take, where they run out. */
  readonly most?: number
}

/**
 * Sends the given requests in turn.
 *
 * @param said What every answer must have in it; something, unless given.
 */
export function repeatedTraffic(port: number, requests: readonly RequestParts[], said?: string): Traffic {
  const settle = said === undefined ? mustSaySomething : mustSay(said)
  const exchanges = requests.map((parts): Exchange => ({ request: writeRequest(port, parts), settle }))
  let turn = 0
  return {
    next() {
      const exchange = exchanges[turn++ % exchanges.length]
      if (exchange === undefined) throw new RangeError('traffic of no requests was asked for')
      return exchange
    },
  }
}

/** Sends each of the given requests once, in as many equal loads. @param said What every answer must have in it. */
export function singleTraffic(
  port: number,
  requests: readonly RequestParts[],
  { loads, said }: { readonly loads: number; readonly said: string },
): Traffic {
  const settle = mustSay(said)
  let turn = 0
  return {
    most: Math.floor(requests.length / loads),
    next() {
      const parts = requests[turn++]
      if (parts === undefined) throw new RangeError('what can be sent once has run out')
      return { request: writeRequest(port, parts), settle }
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

function mustSay(said: string): (body: string) => void {
  return (body) => {
    if (!body.includes(said)) throw new Error(`an answer does not say ${said}: ${body.slice(0, 500)}`)
  }
}

/** Some servers answer 200 and `null` where there is no session: nothing would have been measured. */
function mustSaySomething(body: string): void {
  if (body === '' || body === 'null') throw new Error('a server answered 200 without saying anything')
}
