/** Mounts the OAuth endpoints: parameters, then the client, then the handler; and what browsers ask before they call. */

import { StoreUnavailable } from '@coatcheck/core'
import type { Context, Hono } from 'hono'
import { HookFailedError } from '../hook/hook-failed.ts'
import { actContext, type AppEnv, honoPath } from '../http/router.ts'
import type { Server } from '../server.ts'
import { authenticateClient } from './authenticate-client.ts'
import type { OAuthEndpoint } from './oauth-endpoint.ts'
import { oauthError } from './oauth-error.ts'
import { type Parameters, parseParameters, readForm } from './parameters.ts'

const NOTHING: Parameters = { get: () => null, all: () => [], names: [] }

/** Mounts them. */
export function mountOAuth(app: Hono<AppEnv>, server: Server, endpoints: readonly OAuthEndpoint[]): void {
  const mounted = (): ReadonlySet<string> => new Set(app.routes.map((route) => route.path))
  for (const path of new Set(endpoints.map(({ definition }) => definition.path))) {
    const here = endpoints.filter(({ definition }) => definition.path === path)
    const byMethod = new Map(here.map((endpoint) => [endpoint.definition.method.toUpperCase(), endpoint]))
    const allow = [...byMethod.keys()].join(', ')
    // One handler for all methods: where a path has several, Hono builds a chain of them for every request.
    app.all(honoPath(path), async (c) => {
      const { method } = c.req
      if (method === 'OPTIONS') return preflight(allow)
      const endpoint = byMethod.get(method === 'HEAD' ? 'GET' : method)
      return endpoint === undefined
        ? oauthError('invalid_request', { headers: { allow }, description: `Allowed: ${allow}.` })
        : withCors(c.req.raw, await answer(server, endpoint, c, mounted))
    })
  }
}

async function answer(
  server: Server,
  endpoint: OAuthEndpoint,
  c: Context<AppEnv>,
  paths: () => ReadonlySet<string>,
): Promise<Response> {
  const request = c.req.raw
  try {
    const parameters = await readParameters(endpoint, request)
    if (parameters instanceof Response) return parameters
    const context = actContext(server, { kind: 'none' }, c)
    const input = { server, request, parameters, params: c.req.param(), context, paths }
    if (!isForClients(endpoint)) return await endpoint.handle(input)
    const client = await authenticateClient(server, request, parameters, context)
    if (client instanceof Response) return client
    const acting = { ...context, actor: { kind: 'app', id: client.id } } as const
    return await endpoint.handle({ ...input, context: acting, client })
  } catch (error) {
    server.logger.error({ err: error, method: request.method, path: c.req.path }, 'a request failed')
    return error instanceof StoreUnavailable || error instanceof HookFailedError
      ? oauthError('temporarily_unavailable', { retryAfterMs: 1_000 })
      : oauthError('server_error')
  }
}

type ForClients = Extract<OAuthEndpoint, { readonly definition: { readonly caller: 'client' } }>

function isForClients(endpoint: OAuthEndpoint): endpoint is ForClients {
  return endpoint.definition.caller === 'client'
}

async function readParameters(
  { definition }: OAuthEndpoint,
  request: Request,
): Promise<Parameters | Response> {
  if (definition.parameters === undefined) return NOTHING
  if (definition.method === 'post') return await readForm(request)
  const parsed = parseParameters(new URL(request.url).search)
  return parsed.ok ? parsed : oauthError('invalid_request', { description: parsed.description })
}

/**
 * Lets scripts of the asking origin read the answer. No endpoint reads cookies, so that there is nothing to steal by it;
 * which origins may act for a client is looked at when the client is known.
 */
function withCors(request: Request, response: Response): Response {
  const origin = request.headers.get('origin')
  if (origin === null || response.headers.has('access-control-allow-origin')) return response
  const headers = new Headers(response.headers)
  headers.set('access-control-allow-origin', origin)
  headers.set('access-control-expose-headers', 'Date, DPoP-Nonce, Retry-After, WWW-Authenticate')
  headers.append('vary', 'Origin')
  return new Response(response.body, { status: response.status, headers })
}

function preflight(allow: string): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': allow,
      'access-control-allow-headers': 'Authorization, Content-Type, DPoP, Idempotency-Key',
      'access-control-max-age': '600',
    },
  })
}
