/** For Hono: `/api/auth` on the application's own host. */

import type { Context, Handler } from 'hono'
import { type AddressOptions, addressReader } from '../mount/client-address.ts'
import type { MountOptions } from '../mount/mount-options.ts'
import { createRelay, type Visit } from '../mount/relay.ts'
import { webVisit } from '../mount/web-visit.ts'

/** How it is set up. On other runtimes than Node say `clientAddress: (c) => getConnInfo(c).remote.address`. */
export type HonoMountOptions = MountOptions & AddressOptions<Context>

/**
 * Serves the server's `/api/auth`: `app.all('/api/auth/*', mountCoatcheck({ url, backendKey }))`.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function mountCoatcheck(options: HonoMountOptions = {}): Handler {
  const relay = createRelay(options)
  const addressOf = addressReader(options, { head: (c: Context) => c.req.raw, peer: peerOf })
  return async (c) => await relay(visitOf(c, addressOf(c)))
}

/** What Hono's server on Node leaves of the connection. */
type NodeBindings =
  | { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } }
  | undefined

function peerOf(c: Context): string | null {
  return (c.env as NodeBindings)?.incoming?.socket?.remoteAddress ?? null
}

function visitOf({ req }: Context, address: string | null): Visit {
  const visit = webVisit(req.raw, address)
  if (!req.raw.bodyUsed) return visit
  // A middleware has read it, and Hono remembers what it read.
  const readBody: Visit['readBody'] = async (maxBytes) => {
    const bytes = new Uint8Array(await req.arrayBuffer())
    return bytes.byteLength > maxBytes ? null : bytes
  }
  return { ...visit, readBody }
}
