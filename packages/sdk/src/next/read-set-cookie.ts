/** A Set-Cookie value of the server as Next's `cookies().set()` takes it. */

/** A cookie for Next. */
export type NextCookie = {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly httpOnly: boolean
  readonly secure: boolean
  readonly sameSite: 'lax'
  readonly maxAge?: number
}

/** Reads it. The server's cookies are all of one form: for every path, HttpOnly, SameSite=Lax. */
export function readSetCookie(line: string): NextCookie {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const equals = pair.indexOf('=')
  const maxAge = /;\s*max-age=(\d+)/i.exec(line)?.[1]
  return {
    name: pair.slice(0, equals),
    value: pair.slice(equals + 1),
    path: '/',
    httpOnly: true,
    secure: attributes.some((attribute) => attribute.toLowerCase() === 'secure'),
    sameSite: 'lax',
    ...(maxAge !== undefined && { maxAge: Number(maxAge) }),
  }
}
