/** Claims that somebody outside adds to a session token: the rules of templates, for values that are not known before. */

import { encodeUtf8 } from '../encoding/utf8.ts'
import { RESERVED_CLAIMS } from '../template/reserved-claims.ts'
import type { JsonObject, JsonValue } from '../user/user.ts'

/** The most bytes that added claims have as JSON: beside what every token has, they stay under the limit of a token. */
export const MAX_ADDED_CLAIMS_BYTES = 2048

/** Claims that may be added, or a sentence on why not, which holds none of their values. */
export type AddedClaims =
  | { readonly ok: true; readonly claims: JsonObject }
  | { readonly ok: false; readonly detail: string }

/** Judges claims. @param value Parsed JSON, nested no deeper than its parser takes. */
export function readAddedClaims(value: JsonValue | undefined): AddedClaims {
  if (!isObject(value)) return refused('claims is not an object')
  const reserved = Object.keys(value).find((name) => RESERVED_CLAIMS.has(name))
  if (reserved !== undefined) return refused(`claims has ${reserved}, which every token sets itself`)
  if (namesPrototype(value)) return refused('claims has a member with the name __proto__')
  if (value['aud'] !== undefined && !isAudience(value['aud']))
    return refused('aud is neither a string nor a list of strings, none of them empty')
  const bytes = encodeUtf8(JSON.stringify(value)).length
  if (bytes > MAX_ADDED_CLAIMS_BYTES)
    return refused(`claims has ${bytes} bytes, ${MAX_ADDED_CLAIMS_BYTES} at most`)
  return { ok: true, claims: value }
}

/** At any depth: whoever copies such a member one by one changes what the copy inherits. */
function namesPrototype(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.hasOwn(value, '__proto__') || Object.values(value).some((inner) => namesPrototype(inner))
}

function isAudience(value: JsonValue): boolean {
  if (!Array.isArray(value)) return isText(value)
  return value.length > 0 && value.every((item) => isText(item))
}

function isText(value: JsonValue): boolean {
  return typeof value === 'string' && value !== ''
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(detail: string): AddedClaims {
  return { ok: false, detail }
}
