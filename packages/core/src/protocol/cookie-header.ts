/** The Cookie header, read byte by byte: names are compared exactly, nothing is decoded, nothing is guessed. */

/** What a request's cookies say under one name. */
export type CookieReading =
  | { readonly found: 'none' }
  | { readonly found: 'one'; readonly value: string }
  /** Several different values: somebody planted one, and it cannot be told which. */
  | { readonly found: 'conflict' }

/** Reads one cookie of a Cookie header. The same value twice is one value. */
export function readCookie(header: string | null | undefined, name: string): CookieReading {
  if (!header) return { found: 'none' }
  let value: string | null = null
  for (const part of header.split(';')) {
    const start = part.startsWith(' ') ? 1 : 0
    if (!part.startsWith(`${name}=`, start)) continue
    const found = part.slice(start + name.length + 1)
    if (value !== null && value !== found) return { found: 'conflict' }
    value = found
  }
  return value === null ? { found: 'none' } : { found: 'one', value }
}
