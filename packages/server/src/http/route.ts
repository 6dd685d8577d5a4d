/** A route declares its path, who may call it, what it takes and what it answers, in one place; all else follows. */

import type { AdminScope, ActContext } from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import type { z } from 'zod'
import type { Server } from '../server.ts'
import type { Credential, PrincipalOf } from './principal.ts'
import type { JsonBody } from './read-body.ts'

/** What a successful answer looks like. */
export type ResponseDefinition = {
  readonly description: string
  readonly schema?: z.ZodType
  /** Server-sent events, until either side ends them. */
  readonly isStream?: true
}

/** A schema of named members, for bodies, queries and path parameters. */
export type ObjectSchema = z.ZodObject

/** A route's declaration. */
export type RouteDefinition<
  C extends Credential,
  B extends ObjectSchema,
  Q extends ObjectSchema,
  P extends ObjectSchema,
> = {
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: `/${string}`
  readonly summary: string
  readonly tag:
    | 'sign-in'
    | 'session'
    | 'devices'
    | 'account'
    | 'organizations'
    | 'administration'
    | 'discovery'
  /** The credentials it accepts; every other kind is refused. `none` alone makes a route public. */
  readonly accepts: readonly C[]
  /** The scope that an admin key needs. */
  readonly scope?: AdminScope
  /** Whether this request would set cookies: it must come from an allowed origin even when it brings none. */
  readonly setsCookies?: (request: Request, body: JsonBody) => boolean
  /** A client secret that was replaced moments ago is good enough: the route issues nothing that lasts. */
  readonly allowsFormerSecret?: boolean
  /** A session that waits for its second factor will do: the route reads what the proof needs, or takes it. */
  readonly allowsPending?: boolean
  /** A credential that is unknown or of a session that is over counts as none, instead of standing in the way. */
  readonly toleratesEnded?: boolean
  readonly body?: B
  /** How the body is written; JSON unless given. */
  readonly bodyType?: 'form'
  /** The handler reads the very bytes of the body besides: whoever sends them signs them. */
  readonly readsBytes?: boolean
  readonly query?: Q
  readonly params?: P
  readonly responses: { readonly [status: number]: ResponseDefinition }
  /** The errors it can answer beyond those that every route of its kind can. */
  readonly errors?: readonly ErrorCode[]
}

/** What a handler gets: everything is parsed and checked. */
export type RouteInput<
  C extends Credential,
  B extends ObjectSchema,
  Q extends ObjectSchema,
  P extends ObjectSchema,
> = {
  readonly server: Server
  readonly request: Request
  readonly principal: PrincipalOf<C>
  readonly body: z.output<B>
  readonly query: z.output<Q>
  readonly params: z.output<P>
  /** Who acts and from where, for events. */
  readonly context: ActContext
}

/** A declared route with its handler, as the router takes it. */
export type Route = {
  readonly definition: RouteDefinition<Credential, ObjectSchema, ObjectSchema, ObjectSchema>
  readonly handle: (
    input: RouteInput<Credential, ObjectSchema, ObjectSchema, ObjectSchema>,
  ) => Promise<Response>
}

/** Declares a route. */
export function defineRoute<
  const C extends Credential,
  B extends ObjectSchema,
  Q extends ObjectSchema,
  P extends ObjectSchema,
>(
  definition: RouteDefinition<C, B, Q, P>,
  handle: (input: RouteInput<C, B, Q, P>) => Promise<Response>,
): Route {
  // The router parses by the definition before it calls the handler: that is what makes the wider type safe.
  return { definition, handle } as unknown as Route
}

/** A JSON answer. Answers to credentials are never kept by caches. */
export function json(status: number, body: unknown, cookies: readonly string[] = []): Response {
  return new Response(JSON.stringify(body), { status, headers: headersOf(cookies, 'application/json') })
}

/** An answer without a body. */
export function noContent(cookies: readonly string[] = []): Response {
  return new Response(null, { status: 204, headers: headersOf(cookies, null) })
}

/** A plain object wherever possible: the listener writes it out as it is, and goes a long way round for a list. */
function headersOf(cookies: readonly string[], contentType: string | null): HeadersInit {
  const [cookie, another] = cookies
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (contentType !== null) headers['content-type'] = contentType
  if (another !== undefined)
    return [...Object.entries(headers), ...cookies.map((one): [string, string] => ['set-cookie', one])]
  if (cookie !== undefined) headers['set-cookie'] = cookie
  return headers
}
