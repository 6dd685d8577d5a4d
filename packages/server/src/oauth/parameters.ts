/** Parameters of OAuth requests: each once, from a form or a query, and from nowhere else. */

import { isForm, MAX_BODY_BYTES, readText } from '../http/read-body.ts'
import { oauthError } from './oauth-error.ts'

/** Parameters by name. One without a value counts as left out (RFC 6749 section 3.1). */
export type Parameters = {
  readonly get: (name: string) => string | null
  /** All values of one that may be repeated: `resource` and `audience`. */
  readonly all: (name: string) => readonly string[]
  readonly names: readonly string[]
}

/** Those that may be given several times (RFC 8707 section 2, RFC 8693 section 2.1). */
const REPEATABLE: ReadonlySet<string> = new Set(['resource', 'audience'])

const NAME = /^[a-zA-Z][\w.:-]{0,63}$/

/** Reads the form of a request: bounded, of the right type, and well-formed. */
export async function readForm(request: Request): Promise<Parameters | Response> {
  if (!isForm(request.headers.get('content-type')))
    return oauthError('invalid_request', {
      description: 'The body is not application/x-www-form-urlencoded.',
    })
  const text = await readBodyText(request)
  if (text instanceof Response) return text
  const parameters = parseParameters(text)
  return parameters.ok ? parameters : oauthError('invalid_request', { description: parameters.description })
}

/** Reads parameters as a form or a query spells them. */
export function parseParameters(
  text: string,
): (Parameters & { readonly ok: true }) | { readonly ok: false; readonly description: string } {
  const found = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (!NAME.test(name)) return { ok: false, description: 'A parameter has a name that no parameter has.' }
    const values = found.get(name)
    if (values === undefined) found.set(name, [value])
    else if (REPEATABLE.has(name)) values.push(value)
    else return { ok: false, description: `The parameter ${name} is given more than once.` }
  }
  return {
    ok: true,
    get: (name) => found.get(name)?.[0] || null,
    all: (name) => found.get(name)?.filter((value) => value !== '') ?? [],
    names: [...found.keys()],
  }
}

/** The body as text; an answer when it is larger than bodies are. */
export async function readBodyText(request: Request): Promise<string | Response> {
  return (
    (await readText(request)) ??
    oauthError('invalid_request', {
      status: 413,
      description: `The body is larger than ${MAX_BODY_BYTES} bytes.`,
    })
  )
}
