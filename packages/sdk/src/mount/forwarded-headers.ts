/** What of a visitor's request goes to the server: a short list, by name, so that nothing else can be smuggled along. */

import type { RequestHead } from '../backend/request-head.ts'
import { plainAddress } from './client-address.ts'
import type { ReadMountOptions } from './mount-options.ts'
import { ownCookies } from './own-cookies.ts'

/** What the server reads. Not among it: whatever names a host, an address, a connection or an encoding. */
const PASSED_ON = [
  'accept',
  'accept-language',
  'access-control-request-headers',
  'access-control-request-method',
  'coatcheck-session',
  'content-type',
  'dpop',
  'idempotency-key',
  'last-event-id',
  'origin',
  'sec-fetch-site',
  'user-agent',
] as const

/** Other schemes, such as Basic in front of a site that is not public yet, are between the visitor and the application. */
const OUR_SCHEMES = /^(?:bearer|dpop) /i

/** The headers to ask the server with. */
export function forwardedHeaders(
  head: RequestHead,
  address: string | null,
  { backendKey }: Pick<ReadMountOptions, 'backendKey'>,
): Headers {
  // What is not named is the runtime's to add, and what it cannot unpack must not come back.
  const headers = new Headers({ 'accept-encoding': 'identity' })
  for (const name of PASSED_ON) {
    const value = head.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  const authorization = head.headers.get('authorization')
  if (authorization !== null && OUR_SCHEMES.test(authorization)) headers.set('authorization', authorization)
  const cookies = ownCookies(head.headers.get('cookie'))
  if (cookies !== null) headers.set('cookie', cookies)
  const plain = plainAddress(address)
  if (plain !== null) {
    headers.set('x-forwarded-for', plain)
    if (backendKey !== null) headers.set('coatcheck-client-address', plain)
  }
  if (backendKey !== null) headers.set('coatcheck-backend-key', backendKey)
  return headers
}
