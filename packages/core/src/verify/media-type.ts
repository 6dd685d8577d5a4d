/** The media type in a token's `typ`, by which one kind of token is never taken for another (RFC 8725 section 3.11). */

const PREFIX = 'application/'

/** Whether a `typ` is the type: in any case, with or without `application/` (RFC 7515 section 4.1.9). */
export function isMediaType(typ: unknown, type: string): boolean {
  if (typ === type) return true
  if (typeof typ !== 'string') return false
  const name = typ.toLowerCase()
  return (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name) === type.toLowerCase()
}
