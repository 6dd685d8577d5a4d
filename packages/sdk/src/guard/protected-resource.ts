/** What a protected resource says of itself (RFC 9728), so that clients find out by themselves where to get tokens for it. */

import { readUrl } from '../backend/oauth-options.ts'
import { CoatcheckError } from '../backend/errors.ts'

/** What is said. */
export type ProtectedResourceOptions = {
  /** The address of the API, as access tokens name it in `aud`: https, or http on localhost. */
  readonly resource: string
  /** The issuers whose tokens it takes. */
  readonly authorizationServers: readonly [string, ...string[]]
  /** The scopes that a client may ask for here. */
  readonly scopes?: readonly string[]
  /** What people see it called. */
  readonly name?: string
  /** Where developers read about it. */
  readonly documentation?: string
}

/** An answer, for whatever sends it. */
export type ProtectedResourceAnswer = {
  readonly status: 200 | 204 | 405
  readonly headers: { readonly [name: string]: string }
  readonly body: string | null
}

/** The metadata of a resource. */
export type ProtectedResource = {
  /** Where it is answered: the well-known path, with that of the resource behind it (RFC 9728 section 3.1). */
  readonly path: string
  readonly answer: (method: string) => ProtectedResourceAnswer
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource'
const MAX_AGE_SECONDS = 300

/** Clients in browsers read it from anywhere, with headers of their own. */
const OPEN = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': '*',
}

/**
 * The URL of a resource's metadata, for `oauth.resourceMetadata`.
 *
 * @throws {CoatcheckError} When the resource is no URL without a query.
 */
export function resourceMetadataUrl(resource: string): string {
  const { origin, pathname } = readUrl('resource', resource)
  return origin + pathOf(pathname)
}

function pathOf(pathname: string): string {
  return WELL_KNOWN + (pathname === '/' ? '' : pathname)
}

/**
 * Describes a resource.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function describeResource(options: ProtectedResourceOptions): ProtectedResource {
  const { resource, authorizationServers, scopes, name, documentation } = options
  const { pathname } = readUrl('resource', resource)
  if (!Array.isArray(authorizationServers) || authorizationServers.length === 0)
    throw new CoatcheckError('option-invalid', 'authorizationServers lists the issuers, at least one')
  for (const server of authorizationServers) readUrl('authorizationServers', server)
  const body = JSON.stringify({
    resource,
    authorization_servers: authorizationServers,
    ...(scopes !== undefined && { scopes_supported: scopes }),
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: ['ES256'],
    ...(name !== undefined && { resource_name: name }),
    ...(documentation !== undefined && {
      resource_documentation: readUrl('documentation', documentation).href,
    }),
  })
  const found = {
    ...OPEN,
    'content-type': 'application/json',
    'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
  }
  return {
    path: pathOf(pathname),
    answer: (method) => {
      switch (method) {
        case 'GET':
          return { status: 200, headers: found, body }
        case 'HEAD':
          return { status: 200, headers: found, body: null }
        case 'OPTIONS':
          return { status: 204, headers: OPEN, body: null }
        default:
          return { status: 405, headers: { ...OPEN, allow: 'GET, HEAD, OPTIONS' }, body: null }
      }
    },
  }
}

/**
 * Answers with the metadata of a resource; for a route at its well-known path, such as
 * `app/.well-known/oauth-protected-resource/[[...path]]/route.ts` of Next.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function protectedResourceMetadata(options: ProtectedResourceOptions): (request: Request) => Response {
  const { path, answer } = describeResource(options)
  return (request) => {
    if (new URL(request.url).pathname !== path) return new Response(null, { status: 404 })
    const { status, headers, body } = answer(request.method)
    return new Response(body, { status, headers })
  }
}
