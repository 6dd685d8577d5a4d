/** Builds the playground into what the server serves: two documents, and what they load under names of their content. */

import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'vite'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const config: UserConfig = defineConfig({
  root: path('.'),
  base: '/playground/',
  plugins: [react()],
  // Straight from the sources of the packages: they need not be built before.
  resolve: { conditions: ['source'] },
  build: {
    outDir: path('../../packages/server/dist/playground/app'),
    emptyOutDir: true,
    assetsDir: 'files',
    // The policy of the pages lets nothing inline run, and no data: in but images.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    target: 'baseline-widely-available',
    rolldownOptions: {
      input: [path('index.html'), path('device.html')],
      checks: { pluginTimings: false }, // a busy machine is nothing to tell
    },
  },
})

export default config
