/** Tickets of connections that carry no header of a page's choice: WebSocket and EventSource. */

import { opensWebSocket, type RequestHead } from './request-head.ts'

/**
 * The ticket of a request, `?ticket=cco_...`; `null` without one. Only where a connection is opened, as every other
 * request has its headers, and only if there is one: nothing else in a query is a credential.
 */
export function findTicket(request: RequestHead): string | null {
  const { method, headers } = request
  const opensStream = /(?:^|[\s,])text\/event-stream(?:$|[\s,;])/i.test(headers.get('accept') ?? '')
  if ((method !== null && method !== 'GET') || !(opensStream || opensWebSocket(headers))) return null
  const query = /\?([^#]*)/.exec(request.url ?? '')?.[1]
  const [ticket, another] = new URLSearchParams(query).getAll('ticket')
  const isOne = ticket !== undefined && another === undefined && /^cco_[\w-]{32,128}$/.test(ticket)
  return isOne ? ticket : null
}
