/** The HTTP app: what every answer carries, then the routes. Web Request in, Response out. */

import { StoreUnavailable, TokenTooLargeError } from '@coatcheck/core'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { Server } from './server.ts'
import { HookFailedError, hookFailedProblem } from './hook/hook-failed.ts'
import { isAllowedOrigin } from './http/origin.ts'
import { problem } from './http/problem.ts'
import { openApiDocument } from './http/openapi.ts'
import { type AppEnv, methodNotAllowed, mountRoutes } from './http/router.ts'
import { mountOAuth } from './oauth/mount-oauth.ts'
import { oauthEndpointsOf } from './oauth/oauth-endpoints.ts'
import { routesOf } from './routes.ts'
import { errorAnswer, type Nowhere } from './site/page-answer.ts'
import { mountPages } from './site/mount-pages.ts'
import { mountPlayground } from './playground/mount-playground.ts'

/** The app: answers requests. */
export type App = {
  readonly fetch: (request: Request, env?: AppEnv['Bindings']) => Response | Promise<Response>
}

/** Makes the app of one server. @param playgroundFolder Where the build of the playground is. */
export function createApp(server: Server, playgroundFolder: string): App {
  const app = new Hono<AppEnv>()

  const allowOrigin = cors({
    origin: (origin) => (isAllowedOrigin(server.settings, origin) ? origin : null),
    credentials: true,
    allowHeaders: ['Authorization', 'Content-Type', 'Coatcheck-Session', 'DPoP', 'Idempotency-Key'],
    exposeHeaders: ['Date', 'Retry-After'],
    maxAge: 600,
  })
  const routes = routesOf(server.settings)
  let document: string | null = null // takes longer to make than all the rest of a start
  app.get('/openapi.json', () => {
    document ??= JSON.stringify(
      openApiDocument(server.settings.url, routes, oauthEndpointsOf(server.settings)),
    )
    return new Response(document, { headers: { 'content-type': 'application/json' } })
  })
  mountRoutes(app, server, routes)
  mountOAuth(app, server, oauthEndpointsOf(server.settings))
  mountPages(app, server)
  mountPlayground(app, server, playgroundFolder)

  const nowhere = (request: Request, what: Nowhere) => errorAnswer({ server, request }, what)
  app.notFound((c) => {
    const { pathname } = new URL(c.req.url)
    return (
      methodNotAllowed(routes, pathname) ??
      (wantsPage(c.req.raw) ? nowhere(c.req.raw, { status: 404, code: 'not_found' }) : problem('not_found'))
    )
  })
  app.onError((error, c) => {
    server.logger.error({ err: error, method: c.req.method, path: c.req.path }, 'a request failed')
    if (error instanceof StoreUnavailable) {
      const isPage = wantsPage(c.req.raw)
      return isPage
        ? nowhere(c.req.raw, { status: 503, code: 'store_unavailable', retryAfterSeconds: 1 })
        : problem('store_unavailable', { retryAfterMs: 1000 })
    }
    if (error instanceof HookFailedError)
      return wantsPage(c.req.raw)
        ? nowhere(c.req.raw, { status: 503, code: 'hook_failed', retryAfterSeconds: 1 })
        : hookFailedProblem()
    const code = error instanceof TokenTooLargeError ? 'token_too_large' : 'internal_error'
    const detail = code === 'token_too_large' ? { detail: error.message } : {}
    return wantsPage(c.req.raw) ? nowhere(c.req.raw, { status: 500, code }) : problem(code, detail)
  })

  // Requests without an Origin have nobody to be told about CORS, and come in great numbers: they skip it, and with
  // it the chain of middleware that Hono builds around a route that has any.
  const withCors = new Hono<AppEnv>()
    .use('/api/*', allowOrigin)
    .mount('/', (request, env: AppEnv['Bindings']) => app.fetch(request, env), {
      optionHandler: (c) => c.env,
      replaceRequest: false,
    })
  return {
    fetch: (request, env) => (request.headers.has('origin') ? withCors : app).fetch(request, env),
  }
}

/** Whether somebody in front of a browser is waiting for a page. */
function wantsPage(request: Request): boolean {
  return request.headers.get('accept')?.includes('text/html') === true
}
