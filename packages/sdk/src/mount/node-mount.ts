/** A mount on `node:http`, as middleware of Express and of whatever else has the same (Vite, Connect). */

import { type NodeRequestHead, requestHead } from '../backend/request-head.ts'
import { createBody } from './body.ts'
import { isMountPath } from './canonical-path.ts'
import type { MountOptions } from './mount-options.ts'
import { createRelay, type Visit } from './relay.ts'

/** What it needs of a request of `node:http`. */
export type NodeRequest = NodeRequestHead & {
  readonly url?: string | undefined
  /** Express's and Connect's: the path before a router took its part off. */
  readonly originalUrl?: string | undefined
  /** Express's and Fastify's: the address, by their own setting for proxies. */
  readonly ip?: string | undefined
  readonly socket: { readonly remoteAddress?: string | undefined }
  /** What other middleware made of the body, when it has read it. */
  readonly body?: unknown
  readonly readableEnded: boolean
  readonly on: {
    (event: 'data', listener: (chunk: Uint8Array) => void): unknown
    (event: 'end', listener: () => void): unknown
    (event: 'error', listener: (error: Error) => void): unknown
    (event: 'close', listener: () => void): unknown
  }
}

/** What it needs of an answer of `node:http`. */
export type NodeResponse = {
  readonly writeHead: (status: number, headers: NodeHeaders) => unknown
  readonly write: (bytes: Uint8Array) => boolean
  readonly end: () => unknown
  readonly destroy: () => unknown
  readonly on: (event: 'close', listener: () => void) => unknown
  readonly once: (event: 'drain', listener: () => void) => unknown
  readonly writableFinished: boolean
  readonly destroyed: boolean
}

/** Headers as `writeHead` takes them. */
export type NodeHeaders = { [name: string]: string | string[] }

/** Middleware of `node:http`. */
export type NodeMiddleware = (
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => Promise<void>

/**
 * Serves `/api/auth` and leaves every other path to whoever comes next.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function nodeMount(options: MountOptions): NodeMiddleware {
  const relay = createRelay(options)
  return async (request, response, next) => {
    const path = request.originalUrl ?? request.url ?? ''
    if (!isMountPath(path)) return next()
    const address = request.ip ?? request.socket.remoteAddress ?? null
    const signal = whenGone(response)
    try {
      await send(await relay(nodeVisit(request, { path, address, signal })), response, signal)
    } catch (error) {
      if (!signal.aborted) next(error)
    }
  }
}

/** A visit from a request of `node:http`. */
export function nodeVisit(
  request: NodeRequest,
  known: { readonly path: string; readonly address: string | null; readonly signal: AbortSignal },
): Visit {
  return {
    ...known,
    method: request.method ?? '',
    headers: requestHead(request).headers,
    readBody: (maxBytes) => readBody(request, maxBytes),
  }
}

/** Aborts when nobody is there any more to answer to. */
export function whenGone(response: Pick<NodeResponse, 'on' | 'writableFinished' | 'destroyed'>): AbortSignal {
  const gone = new AbortController()
  if (response.destroyed) gone.abort() // while whatever stands in front was waiting: no event comes any more
  response.on('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  return gone.signal
}

/** By listening: a loop over the request would close the connection when it stops early, before the answer. */
async function readBody(request: NodeRequest, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (request.readableEnded) return bytesOf(request.body)
  const body = createBody(maxBytes)
  return await new Promise((resolve, reject) => {
    request.on('data', (chunk: Uint8Array) => {
      if (!body.add(chunk)) resolve(null)
    })
    request.on('end', () => resolve(body.bytes()))
    request.on('error', reject)
    request.on('close', () => reject(new Error('the request broke off')))
  })
}

/** Middleware that parses bodies stood in front: the same is written again. */
function bytesOf(parsed: unknown): Uint8Array<ArrayBuffer> {
  if (parsed === undefined) return new Uint8Array()
  return new TextEncoder().encode(typeof parsed === 'string' ? parsed : JSON.stringify(parsed))
}

async function send(answer: Response, response: NodeResponse, gone: AbortSignal): Promise<void> {
  const headers: NodeHeaders = {}
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') headers[name] = value
  const cookies = answer.headers.getSetCookie()
  if (cookies.length > 0) headers['set-cookie'] = cookies
  response.writeHead(answer.status, headers)
  if (answer.body === null) {
    response.end()
    return
  }
  const reader = answer.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (!response.write(value)) await drained(response, gone)
    }
    response.end()
  } catch {
    response.destroy() // the server broke off: whoever reads must not take it for the end
  }
}

async function drained(response: NodeResponse, gone: AbortSignal): Promise<void> {
  if (gone.aborted) return
  await new Promise<void>((resolve) => {
    response.once('drain', resolve)
    gone.addEventListener('abort', () => resolve(), { once: true })
  })
}
