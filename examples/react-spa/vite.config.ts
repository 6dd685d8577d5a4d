/** The pages, while they are worked on: everything that is asked for goes to the API of this application. */

import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'vite'

const api = `http://localhost:${process.env['PORT'] ?? 3001}`

const config: UserConfig = defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': api, '/forgot-password': api } },
})

export default config
