/** Makes the client: each of its functions from a row of the table of routes. */

import { AdminError } from './admin-error.ts'
import { type AdminClientOptions, type AdminServer, readAdminOptions } from './admin-options.ts'
import type { AdminClient } from './api/operations.ts'
import { ADMIN_ROUTES, type AdminRoute } from './api/routes.ts'
import type { CallOptions, Page } from './call.ts'
import { send } from './send.ts'

/** What a function of the client is called with: what its path names, what it takes, its options. */
type Arguments = readonly unknown[]

const BASE = '/api/admin'

/**
 * Makes a client of the routes below `/api/admin`, for servers and scripts: whoever has the key can do all that it can.
 *
 * Reads are repeated within `timeoutMs` when the server is out of reach or says that it cannot answer now. Writes are
 * repeated only when the server refused them before it did anything (`server_busy`).
 *
 * @throws {CoatcheckError} When an option is wrong. What its functions throw is an `AdminError`.
 */
export function createAdminClient(options: AdminClientOptions): AdminClient {
  const server = readAdminOptions(options)
  const resources = Object.entries(ADMIN_ROUTES).map(([resource, routes]) => [
    resource,
    functionsOf(server, routes),
  ])
  // The types come from the same document as the table that this is made from.
  return Object.fromEntries(resources) as unknown as AdminClient
}

function functionsOf(
  server: AdminServer,
  routes: { readonly [operation: string]: AdminRoute },
): { readonly [operation: string]: (...args: Arguments) => unknown } {
  const functions = Object.entries(routes).map(([name, route]) => [
    name,
    async (...args: Arguments) => await call(server, route, args),
  ])
  const { list } = routes
  const all = list === undefined ? {} : { all: (...args: Arguments) => allOf(server, list, args) }
  return { ...Object.fromEntries(functions), ...all }
}

async function call(server: AdminServer, route: AdminRoute, args: Arguments): Promise<unknown> {
  const [method, , takes] = route
  const at = inputAt(route)
  const input = takes === null ? undefined : args[at]
  const options = (args[takes === null ? at : at + 1] ?? {}) as CallOptions
  return await send(server, {
    method,
    path: pathOf(route, args),
    query: takes === 'query' ? queryOf(input ?? {}) : '',
    body: takes === 'body' ? input : undefined,
    options,
  })
}

async function* allOf(server: AdminServer, list: AdminRoute, args: Arguments): AsyncGenerator<unknown> {
  let asked = args
  for (;;) {
    const { data, nextCursor } = (await call(server, list, asked)) as Page<unknown>
    yield* data
    if (nextCursor === null) return
    const at = inputAt(list)
    asked = args.toSpliced(at, 1, { ...(args[at] as object | undefined), cursor: nextCursor })
  }
}

/** Where the input is among the arguments: after what the path names. */
function inputAt([, path]: AdminRoute): number {
  return path.split('{').length - 1
}

function pathOf([method, path]: AdminRoute, args: Arguments): string {
  let at = 0
  return (
    BASE +
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      segmentOf(`${method} ${BASE}${path}`, name, args[at++]),
    )
  )
}

/** A value in a path. What would name another path, or nothing, is refused. */
function segmentOf(request: string, name: string, value: unknown): string {
  if (typeof value === 'string' && !['', '.', '..'].includes(value)) return encodeURIComponent(value)
  const detail = `${name} is missing, or cannot stand in a path.`
  const failure = { request, status: null, problem: null, detail, retryAfterSeconds: null } as const
  throw new AdminError({ code: 'invalid_request', ...failure })
}

function queryOf(input: object): string {
  const members = Object.entries(input).filter(([, value]) => value !== undefined)
  const text = new URLSearchParams(members.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}
