/** For Vite's development server: `/api/auth` on the host of the page that is worked on. */

import type { MountOptions } from '../mount/mount-options.ts'
import { nodeMount, type NodeMiddleware } from '../mount/node-mount.ts'

/** What it needs of a server of Vite. */
export type ViteServer = { readonly middlewares: { readonly use: (middleware: NodeMiddleware) => unknown } }

/** A plugin of Vite. */
export type VitePlugin = {
  readonly name: string
  readonly configureServer: (server: ViteServer) => void
  readonly configurePreviewServer: (server: ViteServer) => void
}

/**
 * Serves the server's `/api/auth` while developing, and in the preview: `plugins: [mountCoatcheck({ url })]`.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function mountCoatcheck(options: MountOptions = {}): VitePlugin {
  const mount = nodeMount(options)
  const use = ({ middlewares }: ViteServer): void => {
    middlewares.use(mount)
  }
  return { name: 'coatcheck', configureServer: use, configurePreviewServer: use }
}
