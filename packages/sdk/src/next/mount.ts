/** For Next 16: `/api/auth` on the application's own host, as the handlers of `app/api/auth/[...path]/route.ts`. */

import { type AddressOptions, addressReader } from '../mount/client-address.ts'
import type { MountOptions } from '../mount/mount-options.ts'
import { createRelay } from '../mount/relay.ts'
import { webVisit } from '../mount/web-visit.ts'

/**
 * How it is set up. Next tells nobody who is connected to it, so either `trustedProxies` (`COATCHECK_TRUSTED_PROXIES`)
 * or `clientAddress` has to be said. With 0 proxies no address is known, and all visitors share one limit.
 */
export type NextMountOptions = MountOptions & AddressOptions<Request>

/** A handler of a route. */
export type NextHandler = (request: Request) => Promise<Response>

/** The handlers of a route, by method. */
export type NextMount = {
  readonly [Method in 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS']: NextHandler
}

/**
 * Serves the server's `/api/auth`: `export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mountCoatcheck()`.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function mountCoatcheck(options: NextMountOptions = {}): NextMount {
  const addressOf = addressReader(options, { head: (request: Request) => request })
  const relay = createRelay(options)
  const handle: NextHandler = async (request) => await relay(webVisit(request, addressOf(request)))
  return {
    GET: handle,
    HEAD: handle,
    POST: handle,
    PUT: handle,
    PATCH: handle,
    DELETE: handle,
    OPTIONS: handle,
  }
}
