/** An app in each framework that has the server's `/api/auth` on its own host, and nothing else but `/hello`. */

import { createServer } from 'node:http'
import { serve } from '@hono/node-server'
import type { MountOptions } from '@coatcheck/sdk/backend'
import * as forExpress from '@coatcheck/sdk/express'
import * as forFastify from '@coatcheck/sdk/fastify'
import * as forHono from '@coatcheck/sdk/hono'
import * as forVite from '@coatcheck/sdk/vite'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { createViteServer } from 'vitest/node'
import { type RunningApp, runningApp } from './backend.ts'

/** How an app is started: on a port, with so many proxies of its own in front. */
export type MountedApp = MountOptions & { readonly port: number; readonly proxies?: number }

/** Starts an app. */
export type StartMounted = (app: MountedApp) => Promise<RunningApp>

const HOST = '127.0.0.1'

const startHono: StartMounted = async ({ port, proxies = 0, ...options }) => {
  const app = new Hono()
    .all('/api/auth/*', forHono.mountCoatcheck({ ...options, trustedProxies: proxies }))
    .get('/hello', (c) => c.text('hello'))
  const server = serve({ fetch: app.fetch, port, hostname: HOST })
  if (!('closeAllConnections' in server)) throw new Error('a server of HTTP/1')
  return await runningApp(server)
}

const startExpress: StartMounted = async ({ port, proxies = 0, ...options }) => {
  const app = express()
  app.set('trust proxy', proxies)
  app.use(forExpress.mountCoatcheck(options))
  app.get('/hello', (_request, response) => {
    response.send('hello')
  })
  return await runningApp(createServer(app).listen(port, HOST))
}

const startFastify: StartMounted = async ({ port, proxies = 0, ...options }) => {
  const app = fastify({ trustProxy: proxies === 0 ? false : HOST, forceCloseConnections: true })
  await app.register(forFastify.mountCoatcheck(options))
  app.get('/hello', async () => 'hello')
  const url = await app.listen({ port, host: HOST })
  return { url, close: () => app.close() }
}

const startVite: StartMounted = async ({ port, proxies: _none, ...options }) => {
  const vite = await createViteServer({
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    optimizeDeps: { noDiscovery: true },
    plugins: [forVite.mountCoatcheck(options), hello],
    server: { port, host: HOST, strictPort: true, hmr: false, ws: false, watch: null },
  })
  await vite.listen()
  return { url: `http://${HOST}:${port}`, close: () => vite.close() }
}

const hello = {
  name: 'hello',
  configureServer: ({ middlewares }: forVite.ViteServer): void => {
    middlewares.use(async (request, response, next) => {
      if (request.url !== '/hello') return next()
      response.writeHead(200, {})
      response.write(Buffer.from('hello'))
      response.end()
    })
  },
}

/** By framework. Vite's is a server for development, which has no proxies in front. */
export const MOUNTED: readonly (readonly [name: string, start: StartMounted])[] = [
  ['Hono', startHono],
  ['Express', startExpress],
  ['Fastify', startFastify],
  ['Vite', startVite],
]

/** Those that stand behind proxies in production. */
export const BEHIND_PROXIES: typeof MOUNTED = MOUNTED.filter(([name]) => name !== 'Vite')
