/** What a server in this process is asked, as it hears it: whoever asks, also where no test can look. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@coatcheck/core'

/** A request. */
export type HeardRequest = {
  readonly method: string
  /** Without its query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

/** The requests. */
export type HeardRequests = {
  /** Those since the last `forget`, without the browser's own questions whether it may ask (CORS). */
  readonly all: () => readonly HeardRequest[]
  /** How many of them went to a path. */
  readonly count: (path: string) => number
  readonly forget: () => void
  readonly stop: () => void
}

const CHANNEL = 'http.server.request.start'

/**
 * Hears what comes to a port.
 *
 * @param clock What the `Date` of the answers goes by: where the server's clock is a test's, so is the machine's.
 */
export function hearRequests(port: number, clock: Clock): HeardRequests {
  const heard: HeardRequest[] = []
  const onRequest = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    if (request.socket.localPort !== port) return
    response.setHeader('date', new Date(clock.nowMs()).toUTCString())
    const { method = '', url = '', headers } = request
    if (method !== 'OPTIONS') heard.push({ method, path: url.replace(/\?.*/, ''), headers })
  }
  subscribe(CHANNEL, onRequest)
  return {
    all: () => [...heard],
    count: (path) => heard.filter((request) => request.path === path).length,
    forget: () => void heard.splice(0),
    stop: () => void unsubscribe(CHANNEL, onRequest),
  }
}
