/** The patterns that name routes: `/admin`, `/users/:id`, `/admin/*` (it and all below), `/docs(.*)` (whatever goes on). */

import { CoatcheckError } from '../backend/errors.ts'
import { readSegment } from './route-path.ts'

/** A pattern, read. */
export type RoutePattern = {
  /** Decoded; `null` for any one. */
  readonly segments: readonly (string | null)[]
  /** What may follow: nothing, further segments, or any end of one more segment and further ones. */
  readonly end: 'exact' | 'below' | { readonly prefix: string }
}

/** How texts are compared. */
export type Fold = (text: string) => string

/**
 * Reads a pattern.
 *
 * @throws {CoatcheckError} When it is not of the form.
 */
export function readPattern(pattern: string): RoutePattern {
  if (typeof pattern !== 'string' || !pattern.startsWith('/')) throw invalid(pattern)
  if (pattern === '/') return { segments: [], end: 'exact' }
  const raw = pattern.slice(1).split('/')
  const last = raw.at(-1) ?? ''
  if (/^(?:\*|\(\.\*\)|:[A-Za-z_]\w*\*)$/.test(last))
    return { segments: readAll(raw.slice(0, -1)), end: 'below' }
  const prefix = /^(.+)\(\.\*\)$/.exec(last)?.[1]
  if (prefix === undefined) return { segments: readAll(raw), end: 'exact' }
  const [literal] = readAll([prefix])
  if (typeof literal !== 'string') throw invalid(pattern)
  return { segments: readAll(raw.slice(0, -1)), end: { prefix: literal } }

  function readAll(segments: readonly string[]): readonly (string | null)[] {
    return segments.map((segment, index) => {
      if (/^:[A-Za-z_]\w*$/.test(segment)) return null
      const isTrailingSlash = segment === '' && index === raw.length - 1
      const literal = /[%()*:?+{}[\]|]/.test(segment) ? null : readSegment(segment)
      if (literal === null || (literal === '' && !isTrailingSlash)) throw invalid(pattern)
      return literal
    })
  }
}

/** Whether a path's segments are of a pattern. */
export function matchesPattern(
  { segments, end }: RoutePattern,
  path: readonly string[],
  fold: Fold = (text) => text,
): boolean {
  const isOfForm = segments.every((segment, index) => {
    const given = path[index]
    if (given === undefined) return false
    return segment === null ? given !== '' : fold(segment) === fold(given)
  })
  if (!isOfForm || end === 'below') return isOfForm
  if (end === 'exact') return path.length === segments.length
  return path[segments.length] !== undefined && fold(path[segments.length] ?? '').startsWith(fold(end.prefix))
}

function invalid(pattern: string): CoatcheckError {
  return new CoatcheckError(
    'option-invalid',
    `a route is written decoded, as /path, /path/:name, /path/* or /path(.*); it is ${JSON.stringify(pattern)}`,
  )
}
