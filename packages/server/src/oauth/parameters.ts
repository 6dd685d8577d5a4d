/** Parameters of OAuth requests: each once, from a form or a query, and from nowhere else. */

import { MAX_BODY_BYTES } from '../http/read-body.ts'
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
  const text = await readText(request)
  if (text === null)
    return oauthError('invalid_request', {
      status: 413,
      description: `The body is larger than ${MAX_BODY_BYTES} bytes.`,
    })
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

/** The body as text; `null` when it is larger than bodies are. */
export async function readText(request: Request): Promise<string | null> {
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > MAX_BODY_BYTES) return null
  if (declared !== null) return await request.text()
  if (request.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const chunk of request.body) {
    length += chunk.byteLength
    if (length > MAX_BODY_BYTES) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function isForm(contentType: string | null): boolean {
  return contentType !== null && /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType)
}
