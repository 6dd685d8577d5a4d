/** Passes renewed cookies on with whatever a handler of Node answers, at the last moment at which headers can be set. */

import type { AcceptedKind, StateOf } from '../backend/accepted.ts'
import { PRIVATE, unsetCookies } from '../guard/pass-cookies.ts'

/** What it needs of a `ServerResponse`. */
export type AnswerOfNode = {
  // Methods, as those of Node have several forms.
  writeHead(status: number, ...rest: readonly unknown[]): unknown
  setHeader(name: string, value: string): unknown
  appendHeader(name: string, value: readonly string[]): unknown
  removeHeader(name: string): unknown
  getHeader(name: string): unknown
}

/**
 * Sees to it that an answer carries the cookies, and that no shared cache keeps it, whatever its handler says of caches.
 * Nothing changes where no cookie was renewed.
 */
export function passCookiesOnNode(auth: StateOf<AcceptedKind>, response: AnswerOfNode): void {
  const cookies = auth.setCookies()
  if (cookies.length === 0) return
  const writeHead = response.writeHead.bind(response)
  response.writeHead = (status, ...rest) => {
    const last = rest.at(-1)
    const message = typeof rest[0] === 'string' ? [rest[0]] : []
    // What comes with the status wins over what was set: it is set first.
    for (const [name, values] of given(last)) {
      response.removeHeader(name)
      response.appendHeader(name, values)
    }
    response.setHeader('cache-control', PRIVATE)
    const set = [response.getHeader('set-cookie') ?? []].flat().map(String)
    response.appendHeader('set-cookie', unsetCookies(cookies, set))
    return writeHead(status, ...message)
  }
}

/** The headers given to `writeHead`, in any of its forms: an object, a list of pairs, or names and values in turn. */
function given(headers: unknown): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>()
  if (typeof headers !== 'object' || headers === null) return found
  for (const [name, value] of pairsOf(headers)) {
    const key = String(name).toLowerCase()
    const values = Array.isArray(value) ? value.map(String) : [String(value)]
    if (value !== undefined) found.set(key, [...(found.get(key) ?? []), ...values])
  }
  return found
}

function pairsOf(headers: object): readonly (readonly [unknown, unknown])[] {
  if (!Array.isArray(headers)) return Object.entries(headers)
  const list: readonly unknown[] = headers
  if (list.every((one) => Array.isArray(one))) return list.map(([name, value]) => [name, value])
  return list.flatMap((name, i) => (i % 2 === 0 ? [[name, list[i + 1]] as const] : []))
}
