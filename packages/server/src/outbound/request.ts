/**
 * Requests to addresses that strangers name: no redirects, a bounded answer, a deadline for all of it, and never to the
 * own network. What a name resolves to is checked where the connection is made, so that no second answer can differ.
 */

import { lookup as resolve, type LookupAddress } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isFetchable } from '../http/fetching.ts'
import { isPublicAddress } from './public-address.ts'

/** Where a request may go: to addresses out on the internet, or to any. */
export type Reach = 'public' | 'anywhere'

/** A request. */
export type OutboundRequest = {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly reach: Reach
  /** For everything, from the name to the last byte. */
  readonly timeoutMs: number
  /** Ends it before. */
  readonly signal?: AbortSignal
  /** An answer with more is none. */
  readonly maxBytes: number
  /** Resolves names; the system's way unless a test says otherwise. */
  readonly resolve?: Resolve
}

/** Resolves a name to all its addresses. */
export type Resolve = (
  hostname: string,
  answer: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void

/** An answer, or a sentence on why there is none. */
export type OutboundAnswer =
  | {
      readonly ok: true
      readonly status: number
      readonly headers: IncomingMessage['headers']
      readonly bytes: Uint8Array
    }
  | { readonly ok: false; readonly detail: string }

/** Sends it. Never throws: what goes wrong out there is an answer. */
export async function requestOutside(asked: OutboundRequest): Promise<OutboundAnswer> {
  const { url, reach } = asked
  if (!isFetchable(url)) return failed('it is not an https URL')
  const { protocol, hostname } = new URL(url)
  const literal = hostname.replace(/^\[|\]$/g, '')
  if (reach === 'public' && (protocol !== 'https:' || (isIP(literal) !== 0 && !isPublicAddress(literal))))
    return failed('it is not on the internet')
  try {
    return await send(asked)
  } catch (error) {
    return failed(error instanceof Error ? error.message : 'unknown')
  }
}

function send({ url, method, headers, body, reach, timeoutMs, maxBytes, ...asked }: OutboundRequest) {
  return new Promise<OutboundAnswer>((answer, reject) => {
    const request = url.startsWith('https:') ? requestHttps : requestHttp
    const outgoing = request(url, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
      agent: false,
      lookup: checkedLookup(reach, asked.resolve ?? systemResolve),
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(asked.signal ? [asked.signal] : [])]),
    })
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      readBounded(incoming, maxBytes).then(
        (bytes) =>
          answer(
            bytes === null
              ? failed(`it answered more than ${maxBytes} bytes`)
              : { ok: true, status: incoming.statusCode ?? 0, headers: incoming.headers, bytes },
          ),
        reject,
      )
    })
    outgoing.end(body)
  })
}

/** Leaving the loop early destroys the message, and its connection with it. */
async function readBounded(incoming: IncomingMessage, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength
    if (length > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Resolves a name for a connection. One address of the own network among the answers spoils them all. */
function checkedLookup(reach: Reach, resolveAll: Resolve): LookupFunction {
  return (hostname, options, answer) =>
    resolveAll(hostname, (error, addresses) => {
      if (error !== null) return answer(error, '')
      const [first] = addresses
      if (first === undefined) return answer(new Error(`${hostname} has no address`), '')
      if (reach === 'public' && !addresses.every(({ address }) => isPublicAddress(address)))
        return answer(new Error(`${hostname} is not on the internet`), '')
      if (options.all === true) answer(null, [...addresses])
      else answer(null, first.address, first.family)
    })
}

function systemResolve(hostname: string, answer: Parameters<Resolve>[1]): void {
  resolve(hostname, { all: true }, answer)
}

function failed(detail: string): OutboundAnswer {
  return { ok: false, detail }
}
