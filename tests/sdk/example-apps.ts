/**
 * The same small app in each framework. `/me` needs somebody, `/owner` an owner, `/open` nobody, and everything below
 * `/panel` is protected by nothing but the path. `/cached` asks every cache to keep it, and sets a cookie of its own;
 * `/leave` takes the session cookie away, as signing out does. `/builds` takes API keys as well as people.
 */

import { serve } from '@hono/node-server'
import {
  type CoatcheckAuth,
  createRouteMatcher,
  passCookies,
  type RouteMatcher,
} from '@coatcheck/sdk/backend'
import * as forExpress from '@coatcheck/sdk/express'
import * as forFastify from '@coatcheck/sdk/fastify'
import * as forHono from '@coatcheck/sdk/hono'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { listen, type RunningApp, runningApp } from './backend.ts'

/** What `/cached` says. */
const CACHED = { 'cache-control': 'public, s-maxage=600', 'set-cookie': 'theme=dark; Path=/' }

/** What `/leave?cookie=...` sets. */
const leaving = (url: string): { readonly 'set-cookie': string } => ({
  'set-cookie': `${new URL(url, 'http://localhost').searchParams.get('cookie')}=; Path=/; Max-Age=0`,
})

/** Starts an app. */
export type StartApp = (auth: CoatcheckAuth, protectedRoutes?: RouteMatcher) => Promise<RunningApp>

/** What `/builds` asks, of keys alone. */
const BUILDS = { accepts: ['session-token', 'api-key'], scope: 'builds:read' } as const

const PANEL: RouteMatcher = createRouteMatcher(['/panel/*'])

const startHono: StartApp = async (auth, protectedRoutes = PANEL) => {
  const app = new Hono()
    .use(forHono.coatcheck({ auth, protectedRoutes, accepts: BUILDS.accepts }))
    .get('/open', (c) => c.json({ userId: forHono.getAuth(c).userId }))
    .on(['GET', 'POST'], '/me', forHono.requireAuth(), (c) =>
      c.json({ userId: c.var.auth.userId, sessionId: c.var.auth.sessionId }),
    )
    .get('/cached', (c) => new Response(c.var.auth.userId ?? 'nobody', { headers: CACHED }))
    .get('/leave', (c) => new Response('left', { headers: leaving(c.req.url) }))
    .get('/owner', forHono.requireAuth({ role: 'owner' }), (c) => c.json({ userId: c.var.auth.userId }))
    .get('/builds', forHono.requireAuth(BUILDS), (c) =>
      c.json({ userId: c.var.auth.userId, tokenType: c.var.auth.tokenType }),
    )
    .get('/panel/secret', (c) => c.json({ secret: true }))
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  if (!('closeAllConnections' in server)) throw new Error('a server of HTTP/1')
  return await runningApp(server)
}

const startExpress: StartApp = async (auth, protectedRoutes = PANEL) => {
  const app = express()
  app.use(forExpress.coatcheck({ auth, protectedRoutes, accepts: BUILDS.accepts }))
  app.get('/open', (request, response) => {
    response.json({ userId: request.auth.userId })
  })
  app.all('/me', forExpress.requireAuth(), (request, response) => {
    const { userId } = request.auth()
    response.json({ userId, sessionId: request.auth.sessionId })
  })
  app.get('/cached', (request, response) => {
    response.writeHead(200, 'OK', CACHED).end(request.auth.userId ?? 'nobody')
  })
  app.get('/leave', (request, response) => {
    response.set(leaving(request.url)).end('left')
  })
  app.get('/owner', forExpress.requireAuth({ role: 'owner' }), (request, response) => {
    response.json({ userId: request.auth.userId })
  })
  app.get('/builds', forExpress.requireAuth(BUILDS), (request, response) => {
    const { userId, tokenType } = forExpress.getAuth<'session-token' | 'api-key'>(request)
    response.json({ userId, tokenType })
  })
  const panel = express.Router()
  panel.get('/secret', (_request, response) => {
    response.json({ secret: true })
  })
  app.use('/panel', panel)
  return await listen(app)
}

/** Everything that Fastify's router can be told to read as the same path. */
const GENEROUS = {
  ignoreDuplicateSlashes: true,
  ignoreTrailingSlash: true,
  caseSensitive: false,
  useSemicolonDelimiter: true,
}

const startFastify: StartApp = async (auth, protectedRoutes = PANEL) => {
  const app = fastify({ routerOptions: GENEROUS })
  await app.register(forFastify.coatcheck, { auth, protectedRoutes, accepts: BUILDS.accepts })
  app.get('/open', async ({ auth: { userId } }) => ({ userId }))
  app.route({
    method: ['GET', 'POST'],
    url: '/me',
    onRequest: forFastify.requireAuth(),
    handler: async (request) => ({ userId: request.auth().userId, sessionId: request.auth.sessionId }),
  })
  app.get('/cached', async ({ auth: { userId } }, reply) => reply.headers(CACHED).send(userId ?? 'nobody'))
  app.get('/leave', async ({ url }, reply) => reply.headers(leaving(url)).send('left'))
  app.get('/owner', { preHandler: forFastify.requireAuth({ role: 'owner' }) }, async (request) => ({
    userId: forFastify.getAuth(request).userId,
  }))
  app.get('/builds', { onRequest: forFastify.requireAuth(BUILDS) }, async (request) => {
    const { userId, tokenType } = forFastify.getAuth<'session-token' | 'api-key'>(request)
    return { userId, tokenType }
  })
  await app.register(async (panel) => {
    panel.get('/panel/secret', async () => ({ secret: true }))
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, close: () => app.close() }
}

/** The handlers of a runtime of the web, without a framework. */
const startHandlers: StartApp = async (auth, protectedRoutes = PANEL) => {
  const { withAuth, withRole, getAuth, protect } = auth
  const routes: { readonly [path: string]: (request: Request) => Response | Promise<Response> } = {
    '/open': async (request) => Response.json({ userId: (await getAuth(request)).userId }),
    '/me': withAuth((_request, { userId, sessionId }) => Response.json({ userId, sessionId })),
    '/cached': async (request) => {
      const state = await getAuth(request)
      return passCookies(state, new Response(state.userId ?? 'nobody', { headers: CACHED }))
    },
    '/leave': async (request) =>
      passCookies(await getAuth(request), new Response('left', { headers: leaving(request.url) })),
    '/owner': withRole('owner', (_request, { userId }) => Response.json({ userId })),
    '/builds': withAuth((_request, { userId, tokenType }) => Response.json({ userId, tokenType }), BUILDS),
    '/panel/secret': () => Response.json({ secret: true }),
  }
  const server = serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      if (protectedRoutes(request)) {
        const entered = await protect(request)
        if (!entered.ok) return entered.response
      }
      const path = decodeURI(new URL(request.url).pathname)
      return (await routes[path]?.(request)) ?? new Response(null, { status: 404 })
    },
  })
  if (!('closeAllConnections' in server)) throw new Error('a server of HTTP/1')
  return await runningApp(server)
}

/** By framework. */
export const APPS: readonly (readonly [name: string, start: StartApp])[] = [
  ['Hono', startHono],
  ['Express', startExpress],
  ['Fastify', startFastify],
  ['handlers of the web', startHandlers],
]
