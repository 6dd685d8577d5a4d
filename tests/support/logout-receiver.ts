/** An application that is told of logouts, and checks what it is told by a library of its own. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'

/** How it takes a request. */
export type Taking = (response: ServerResponse) => void

/** The application. */
export type LogoutReceiver = {
  readonly url: string
  /** The tokens that came, in order. */
  readonly tokens: readonly string[]
  /** How it answers from now on; by default with 200. */
  readonly on: (taking: Taking) => void
  readonly close: () => Promise<void>
}

/** Starts it, on a port of its own choosing unless one is given. */
export async function startLogoutReceiver(port = 0): Promise<LogoutReceiver> {
  const tokens: string[] = []
  let taking: Taking = (response) => response.end()

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded'
    tokens.push(request.method === 'POST' && isForm ? (form.get('logout_token') ?? '') : '')
    taking(response)
  }

  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/logout`,
    tokens,
    on: (next) => {
      taking = next
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Checks a logout token as OpenID Connect Back-Channel Logout 1.0 section 2.6 asks. */
export async function verifyLogoutToken(
  token: string,
  issuer: string,
  {
    clientId,
    atMs,
    keysAt = issuer,
  }: { readonly clientId: string; readonly atMs: number; readonly keysAt?: string },
): Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(`${keysAt}/.well-known/jwks.json`))
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience: clientId,
    typ: 'logout+jwt',
    algorithms: ['ES256', 'RS256', 'EdDSA'],
    requiredClaims: ['iss', 'aud', 'iat', 'exp', 'jti', 'events'],
    currentDate: new Date(atMs),
    maxTokenAge: 120,
  })
  return payload
}
