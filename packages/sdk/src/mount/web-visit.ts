/** A visit from a Web `Request`. */

import type { Visit } from './relay.ts'

/** Makes one. */
export function webVisit(request: Request, address: string | null): Visit {
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    headers: request.headers,
    path: pathname + search,
    address,
    readBody: (maxBytes) => readBody(request.body, maxBytes),
    signal: request.signal,
  }
}

async function readBody(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (body === null) return new Uint8Array()
  const bytes = new Uint8Array(maxBytes)
  let length = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return bytes.slice(0, length)
    if (length + value.byteLength > maxBytes) {
      reader.releaseLock() // not cancelled, which would cut the connection before the answer
      return null
    }
    bytes.set(value, length)
    length += value.byteLength
  }
}
