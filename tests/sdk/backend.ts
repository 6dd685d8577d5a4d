/** A server, and what a backend beside it needs: its auth, which hears the feed, and people with roles. */

import { createServer, type RequestListener, type Server } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { type CoatcheckAuth, createAuth } from '@coatcheck/sdk/backend'
import { issueAccessKey } from '@coatcheck/server'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { register, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck, type StartOptions } from '../support/start-coatcheck.ts'

/** The server and its people. */
export type Backend = {
  readonly coatcheck: RunningCoatcheck
  readonly admin: AdminClient
  readonly auth: CoatcheckAuth
  /** The same with a backend key. */
  readonly keyed: CoatcheckAuth
  readonly backendKey: string
  readonly verifierKey: string
  /** Who has which role: the application's own table. */
  readonly roles: Map<string, string>
  readonly signUp: (role?: string) => Promise<Person>
  readonly close: () => Promise<void>
}

/** Somebody signed in, in an app of theirs. */
export type Person = { readonly app: TokenApp; readonly userId: string; readonly sessionId: string }

/** Where the pages of the application are. */
export const APP_ORIGIN = 'http://localhost:3000'

/** Makes a key of an application's server. */
export async function issueKey({ server }: RunningCoatcheck, kind: 'verifier' | 'backend'): Promise<string> {
  const made = await issueAccessKey(server, { kind, name: 'backend' })
  if (made === 'too-many') throw new Error('a new name has no keys yet')
  return made.key.reveal()
}

/** Starts it. */
export async function startBackend(options: StartOptions = {}): Promise<Backend> {
  const coatcheck = await startCoatcheck({
    ...options,
    environment: { COATCHECK_TRUST_PROXY: '1', ...options.environment },
  })
  const verifierKey = await issueKey(coatcheck, 'verifier')
  const backendKey = await issueKey(coatcheck, 'backend')
  const roles = new Map<string, string>()
  const setup = {
    issuer: coatcheck.url,
    feed: { key: verifierKey },
    now: coatcheck.clock.nowMs,
    allowedOrigins: [APP_ORIGIN],
    roles: ({ sub }: { readonly sub: string }) => [roles.get(sub) ?? 'guest'],
  }
  const auth = createAuth(setup)
  const keyed = createAuth({ ...setup, backendKey })
  await Promise.all([auth.verifier.ready(), keyed.verifier.ready()])
  let people = 0
  return {
    coatcheck,
    admin: adminClient(coatcheck),
    auth,
    keyed,
    backendKey,
    verifierKey,
    roles,
    signUp: async (role) => {
      coatcheck.clock.advance(60_000) // so that no limit on registrations is met
      const { body } = await register(coatcheck.url, `person-${people++}@example.com`)
      const user = body['user'] as { readonly id: string }
      const session = body['session'] as { readonly id: string }
      if (role !== undefined) roles.set(user.id, role)
      return { app: new TokenApp(coatcheck.url, body), userId: user.id, sessionId: session.id }
    },
    close: async () => {
      auth.close()
      keyed.close()
      await coatcheck.close()
    },
  }
}

/** An example app that listens. */
export type RunningApp = { readonly url: string; readonly close: () => Promise<void> }

/** Listens with a handler of Node. */
export async function listen(handler: RequestListener): Promise<RunningApp> {
  return await runningApp(createServer(handler).listen(0, '127.0.0.1'))
}

/** An app on a server that begins to listen. */
export async function runningApp(server: Server): Promise<RunningApp> {
  if (!server.listening) await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** An answer as it came. */
export type RawAnswer = { readonly status: number; readonly text: string }

/** Asks for a path exactly as it is written, which no HTTP client does. The server closes the connection. */
export async function sendRaw(
  url: string,
  path: string,
  token?: string,
  header: string = '',
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const lines = [`GET ${path} HTTP/1.1`, `host: ${hostname}:${port}`, 'connection: close']
  if (token !== undefined) lines.push(`authorization: Bearer ${token}`)
  if (header !== '') lines.push(header)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  let text = ''
  socket.setEncoding('utf8')
  for await (const part of socket) text += String(part)
  return { status: Number(text.slice(9, 12)), text }
}
