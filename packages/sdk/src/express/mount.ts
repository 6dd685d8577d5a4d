/** For Express 5, and whatever else takes its middleware: `/api/auth` on the application's own host. */

import type { MountOptions } from '../mount/mount-options.ts'
import { nodeMount, type NodeMiddleware } from '../mount/node-mount.ts'

/**
 * Serves the server's `/api/auth`, and leaves every other path alone: `app.use(mountCoatcheck({ url, backendKey }))`.
 * Visitors' addresses are by Express's own setting `trust proxy`.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function mountCoatcheck(options: MountOptions = {}): NodeMiddleware {
  return nodeMount(options)
}
