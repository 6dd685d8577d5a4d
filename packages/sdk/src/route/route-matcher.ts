/** Tells which requests are for protected routes, on the safe side of every way that a router may read a path. */

import { CoatcheckError } from '../backend/errors.ts'
import { rawPath, readPath, type Routed } from './route-path.ts'
import { matchesPattern, readPattern, type RoutePattern } from './route-pattern.ts'

/** The protected routes; or the public ones, when all others are protected, also those that come to be later. */
export type Routes = readonly string[] | { readonly public: readonly string[] }

/** Whether a request is for a protected route. */
export type RouteMatcher = (routed: Routed) => boolean

/**
 * Makes a matcher of protected routes. A pattern is `/path`, `/users/:id` (any one segment), `/admin/*` (it and all
 * below it) or `/docs(.*)` (whatever goes on so).
 *
 * Where a path can be read in more than one way it counts as **protected**: `%2f`, `%5c`, `\`, `;`, `//`, dot segments,
 * double encoding, encoded letters and digits, bytes that are no UTF-8. Protected routes are found in any case, and with
 * or without a trailing slash; public ones only as they are written.
 *
 * A matcher stands in front of a router. What a handler itself demands (`withAuth`, `protect`) is guarded whatever path
 * led to it: use that too.
 *
 * @throws {CoatcheckError} When a pattern is not of the form.
 */
export function createRouteMatcher(routes: Routes): RouteMatcher {
  const isPublicList = typeof routes === 'object' && 'public' in routes
  const patterns = isPublicList ? routes.public : routes
  if (!Array.isArray(patterns)) {
    throw new CoatcheckError(
      'option-invalid',
      'createRouteMatcher takes a list of routes, or { public: [...] }',
    )
  }
  const read = patterns.map((pattern) =>
    isPublicList ? readPattern(pattern) : withoutSlash(readPattern(pattern)),
  )
  return (routed) => {
    const path = readPath(rawPath(routed))
    if (path === null) return true
    return isPublicList ? !isPublic(read, path) : isProtected(read, path)
  }
}

function isPublic(patterns: readonly RoutePattern[], path: readonly string[]): boolean {
  const isRoot = path.length === 1 && path[0] === ''
  return patterns.some((pattern) => matchesPattern(pattern, isRoot ? [] : path))
}

function isProtected(patterns: readonly RoutePattern[], path: readonly string[]): boolean {
  const bare = path.at(-1) === '' ? path.slice(0, -1) : path
  return patterns.some((pattern) => matchesPattern(pattern, bare, foldCase))
}

function withoutSlash({ segments, end }: RoutePattern): RoutePattern {
  return { segments: segments.at(-1) === '' ? segments.slice(0, -1) : segments, end }
}

/** Both ways: some letters meet only in upper case, others only in lower case. */
function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase()
}
