/** What comes back where the server cannot be reached: nothing, a proxy's apology, the page of a hotel's network. */

import type { Network } from './world.ts'

/** What `fetch` rejects with when the connection breaks. */
export function lostInTransit(): TypeError {
  return new TypeError('Failed to fetch')
}

/** The answer of whoever answers in the server's place. */
export function otherAnswer(network: Exclude<Network, 'fine' | 'offline'>): Response {
  return network === 'down'
    ? new Response('<h1>503 Service Unavailable</h1>', {
        status: 503,
        headers: { 'content-type': 'text/html', 'retry-after': '2' },
      })
    : new Response('<!doctype html><title>Welcome, guest</title>', {
        headers: { 'content-type': 'text/html' },
      })
}
