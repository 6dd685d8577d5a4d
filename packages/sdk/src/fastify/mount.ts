/** For Fastify 5: `/api/auth` on the application's own host. */

import type { FastifyPluginAsync } from 'fastify'
import type { MountOptions } from '../mount/mount-options.ts'
import { nodeVisit, whenGone } from '../mount/node-mount.ts'
import { createRelay } from '../mount/relay.ts'

/**
 * Serves the server's `/api/auth`: `app.register(mountCoatcheck({ url, backendKey }))`. Visitors' addresses are by
 * Fastify's own setting `trustProxy`.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function mountCoatcheck(options: MountOptions = {}): FastifyPluginAsync {
  const relay = createRelay(options)
  return async (app) => {
    // Bodies go on as they come: they are the server's to parse.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, done) => done(null))
    app.route({
      method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: '/api/auth/*',
      handler: async ({ raw, originalUrl, ip }, reply) =>
        await relay(nodeVisit(raw, { path: originalUrl, address: ip, signal: whenGone(reply.raw) })),
    })
  }
}
