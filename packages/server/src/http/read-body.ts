/** Reads a request's body: bounded, of the right type, and an object. */

import { problem } from './problem.ts'

/** The largest body, in bytes. */
export const MAX_BODY_BYTES = 65_536

/** A body that was parsed as an object; nothing is known of its members. */
export type JsonBody = { readonly [member: string]: unknown }

/** Reads the body of a request that may have one, JSON or a form; an empty body is an empty object. */
export async function readBody(
  request: Request,
  { bodyType }: { readonly bodyType?: 'form' },
): Promise<JsonBody | Response> {
  const text = await readText(request)
  if (text === null) return problem('body_too_large')
  if (text === '') return {}
  const type = request.headers.get('content-type')
  if (bodyType === 'form')
    return isForm(type) ? parseForm(text) : problem('unsupported_media_type', { detail: FORM_NEEDED })
  return isJson(type) ? parseObject(text) : problem('unsupported_media_type')
}

/** A form whose every member comes once. */
function parseForm(text: string): JsonBody | Response {
  const form = [...new URLSearchParams(text)]
  const members = new Map(form)
  return members.size === form.length
    ? Object.fromEntries(members)
    : problem('invalid_request', { field: 'body', detail: 'A member of the form comes twice.' })
}

function parseObject(text: string): JsonBody | Response {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return problem('invalid_json', { detail: 'The body does not parse as JSON.' })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonBody
  return problem('invalid_json', { detail: 'The body is JSON, but not an object.' })
}

/** The body as text; `null` when it is larger than bodies are. */
export async function readText(request: Request): Promise<string | null> {
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > MAX_BODY_BYTES) return null
  // A declared length is what the HTTP parser hands on at most; without one, the bytes are counted as they come.
  return declared === null ? await readBounded(request) : await request.text()
}

async function readBounded(request: Request): Promise<string | null> {
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

const FORM_NEEDED = 'This route takes application/x-www-form-urlencoded.'

/** Whether a Content-Type says that a body is a form. */
export function isForm(contentType: string | null): boolean {
  return contentType !== null && /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType)
}

/** Whether a Content-Type says that a body is JSON. */
export function isJson(contentType: string | null): boolean {
  return contentType !== null && /^application\/json\s*(?:;|$)/i.test(contentType)
}
