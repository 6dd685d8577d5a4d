/** Mounts declared routes on Hono: bounds, origin rule, guard and parsing, in this order, then the handler. */

import { type ActContext, actorOfSession, type EventActor } from '@coatcheck/core'
import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import type { Server } from '../server.ts'
import { clientAddress, isPrivateAddress } from './address.ts'
import { mountedAddress } from './mounted-address.ts'
import { authenticate, type GuardedRequest, shownBy } from './guard.ts'
import { refusePending } from './client-principal.ts'
import { refuseForeignOrigin } from './origin.ts'
import type { Principal } from './principal.ts'
import { problem } from './problem.ts'
import { type JsonBody, readBody } from './read-body.ts'
import type { ObjectSchema, Route } from './route.ts'

/** The environment of a request under the Node listener; absent when `fetch` is called directly. */
export type AppEnv = {
  Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } } }
}

/** How much of a User-Agent is kept. */
const MAX_USER_AGENT = 256

const ANONYMOUS: Principal = { kind: 'none' }

type Input = Parameters<Route['handle']>[0]

/** Mounts all routes. */
export function mountRoutes(app: Hono<AppEnv>, server: Server, routes: readonly Route[]): void {
  for (const route of routes) {
    const { method, path } = route.definition
    app.on(method.toUpperCase(), honoPath(path), (c) => answer(server, route, c))
  }
}

/** The answer to a known path asked by a method that it does not have; `null` for an unknown path. */
export function methodNotAllowed(routes: readonly Route[], pathname: string): Response | null {
  const allowed = routes.filter(({ definition }) => pathPattern(definition.path).test(pathname))
  if (allowed.length === 0) return null
  const response = problem('method_not_allowed')
  response.headers.set('allow', allowed.map(({ definition }) => definition.method.toUpperCase()).join(', '))
  return response
}

async function answer(server: Server, route: Route, c: Context<AppEnv>): Promise<Response> {
  const { definition } = route
  const request = c.req.raw
  const isSafe = definition.method === 'get'
  // Nobody would read the stream that its handler opens, and nobody would close it.
  if (request.method === 'HEAD' && definition.responses[200]?.isStream === true)
    return methodNotAllowed([route], c.req.path) ?? problem('method_not_allowed')

  const raw = isSafe
    ? {}
    : await readBody(definition.readsBytes === true ? request.clone() : request, definition)
  if (raw instanceof Response) return raw
  const refreshToken = refreshTokenOf(route, raw)
  if (refreshToken instanceof Response) return refreshToken
  const guarded = { request, accepts: definition.accepts, refreshToken }
  if (!isSafe && usesCookies(server, route, guarded, raw)) {
    const refused = refuseForeignOrigin(server.settings, request)
    if (refused !== null) return refused
  }
  // Who asks comes before what is asked: strangers learn nothing of the forms that they may not send.
  const found = await authenticate(server, guarded)
  const isOver = found instanceof Response && found.status === 401 && definition.toleratesEnded === true
  const principal = isOver ? ANONYMOUS : found
  if (principal instanceof Response) return principal
  const refused = refuseUnfit(route, principal)
  if (refused !== null) return refused

  const params = parse('path', definition.params, definition.params && c.req.param())
  if (params instanceof Response) return params
  const query = parse('query', definition.query, definition.query && c.req.query())
  if (query instanceof Response) return query
  const body = parse('body', definition.body, raw)
  if (body instanceof Response) return body

  const isMounted = request.headers.has('coatcheck-backend-key')
  const mounted = isMounted ? await mountedAddress(server, request) : null
  const input = { server, request, principal, body, query, params }
  return await route.handle(new HandlerInput(input, c, mounted))
}

/**
 * What a handler gets. It is a class for the sake of its getter: a getter in an object literal makes V8 keep a hidden
 * class for every single object.
 */
class HandlerInput implements Input {
  readonly server: Server
  readonly request: Request
  readonly principal: Principal
  readonly body: Record<string, unknown>
  readonly query: Record<string, unknown>
  readonly params: Record<string, unknown>
  readonly #c: Context<AppEnv>
  readonly #mounted: string | null

  constructor(parsed: Omit<Input, 'context'>, c: Context<AppEnv>, mounted: string | null) {
    this.server = parsed.server
    this.request = parsed.request
    this.principal = parsed.principal
    this.body = parsed.body
    this.query = parsed.query
    this.params = parsed.params
    this.#c = c
    this.#mounted = mounted
  }

  /** Made when asked for: reads and mints, which come in great numbers, write no event. */
  get context(): ActContext {
    return actContext(this.server, this.principal, this.#c, this.#mounted)
  }
}

/** Whether the answer may depend on a cookie, or set one. */
function usesCookies(
  server: Server,
  { definition }: Route,
  guarded: GuardedRequest,
  body: JsonBody,
): boolean {
  if (definition.setsCookies?.(guarded.request, body) === true) return true
  return shownBy(guarded, server.settings.url) === 'cookie'
}

function refreshTokenOf({ definition }: Route, body: JsonBody): string | null | Response {
  const { refreshToken } = body
  if (refreshToken === undefined || !definition.accepts.includes('refresh-token')) return null
  return typeof refreshToken === 'string'
    ? refreshToken
    : problem('invalid_request', { field: 'body.refreshToken', detail: 'A refresh token is text.' })
}

function refuseUnfit({ definition }: Route, principal: Principal): Response | null {
  if (
    'inGrace' in principal &&
    principal.inGrace &&
    definition.method !== 'get' &&
    !definition.allowsFormerSecret
  ) {
    return problem('client_superseded')
  }
  if ('reading' in principal && !definition.allowsPending) {
    const pending = refusePending(principal.reading)
    if (pending !== null) return pending
  }
  const { scope } = definition
  if (scope !== undefined && !(principal.kind === 'admin-key' && principal.key.scopes.includes(scope))) {
    return problem('scope_missing', { detail: `This route needs the scope ${scope}.` })
  }
  return null
}

function parse(
  part: string,
  schema: ObjectSchema | undefined,
  value: unknown,
): Record<string, unknown> | Response {
  if (schema === undefined) return {}
  const result = schema.safeParse(value)
  return result.success ? result.data : problem('invalid_request', describeIssue(part, result.error))
}

function describeIssue(part: string, error: z.ZodError): { field: string; detail: string } {
  const issue = error.issues[0]
  if (issue === undefined) return { field: part, detail: 'The value is not of the expected form.' }
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  return { field: [part, ...issue.path.map(String), ...unknown].join('.'), detail: issue.message }
}

/**
 * Who acts and from where.
 *
 * @param mounted The address that an application has vouched for, if one has.
 */
export function actContext(
  server: Server,
  principal: Principal,
  c: Context<AppEnv>,
  mounted: string | null = null,
): ActContext {
  const { headers } = c.req.raw
  const userAgent = headers.get('user-agent')?.slice(0, MAX_USER_AGENT) ?? null
  const device = { address: mounted ?? addressOf(server, c), userAgent }
  return { actor: actorOf(principal), device, languages: headers.get('accept-language') }
}

function addressOf(server: Server, c: Context<AppEnv>): string | null {
  const peer = c.env?.incoming?.socket.remoteAddress ?? null
  const forwarded = c.req.raw.headers.get('x-forwarded-for')
  if (forwarded !== null) warnOfProxy(server, peer)
  return clientAddress(peer, forwarded, server.settings.trustProxy)
}

const WARNED = new WeakSet<Server>()

/** Behind a proxy that is not trusted, every visitor has the proxy's address, and shares its limits: say so, once. */
function warnOfProxy(server: Server, peer: string | null): void {
  if (server.settings.trustProxy.kind !== 'none' || WARNED.has(server) || !isPrivateAddress(peer)) return
  WARNED.add(server)
  server.logger.warn(
    { peer },
    'X-Forwarded-For came from a private address: behind a proxy set COATCHECK_TRUST_PROXY, or all visitors share one limit',
  )
}

function actorOf(principal: Principal): EventActor {
  switch (principal.kind) {
    case 'client-cookie':
    case 'backend-key':
    case 'opaque-session':
    case 'session-token':
      return actorOfSession(principal.reading.session)
    case 'admin-key':
      return { kind: 'admin', id: principal.key.id }
    case 'none':
    case 'browser':
    case 'refresh-token':
    case 'application':
    case 'verifier-key':
      return { kind: 'anonymous' }
  }
}

/** A path as Hono writes its parameters. */
export function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)
}
