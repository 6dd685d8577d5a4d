/** A visit from a Web `Request`. */

import { createBody } from './body.ts'
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
  const gathered = createBody(maxBytes)
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return gathered.bytes()
    if (!gathered.add(value)) {
      reader.releaseLock() // not cancelled, which would cut the connection before the answer
      return null
    }
  }
}
