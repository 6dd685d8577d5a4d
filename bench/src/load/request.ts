/** Writes HTTP/1.1 requests as the bytes that go over the wire. */

/** A request, before it is written down. Header names are taken as given. */
export interface RequestParts {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** The request as text for a server at `localhost:port`; bodies must be ASCII. */
export function writeRequest(port: number, { method, path, headers, body }: RequestParts): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = body === undefined ? '' : `content-length: ${body.length}\r\n`
  return `${method} ${path} HTTP/1.1\r\nhost: localhost:${port}\r\n${lines.join('')}${length}\r\n${body ?? ''}`
}
