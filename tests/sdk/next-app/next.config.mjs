import { fileURLToPath } from 'node:url'

/** An app of Next beside the packages that it uses. */
export default {
  turbopack: { root: fileURLToPath(new URL('../../..', import.meta.url)) },
  devIndicators: false,
}
