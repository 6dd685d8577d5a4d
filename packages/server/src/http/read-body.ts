/** Reads a request's JSON body: bounded, of the right type, and an object. */

import { problem } from './problem.ts'

/** The largest body, in bytes. */
export const MAX_BODY_BYTES = 65_536

/** A body that was parsed as an object; nothing is known of its members. */
export type JsonBody = { readonly [member: string]: unknown }

/** Reads the body of a request that may have one; an empty body is an empty object. */
export async function readJsonBody(request: Request): Promise<JsonBody | Response> {
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > MAX_BODY_BYTES) return problem('body_too_large')
  // A declared length is what the HTTP parser hands on at most; without one, the bytes are counted as they come.
  const text = declared === null ? await readBounded(request) : await request.text()
  if (text === null) return problem('body_too_large')
  if (text === '') return {}
  if (!isJson(request.headers.get('content-type'))) return problem('unsupported_media_type')
  return parseObject(text)
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

function isJson(contentType: string | null): boolean {
  return contentType !== null && /^application\/json\s*(?:;|$)/i.test(contentType)
}
