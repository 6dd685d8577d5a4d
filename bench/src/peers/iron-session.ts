/** iron-session on node:http: a route that unseals the session cookie. */

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { getIronSession } from 'iron-session'
import { announce } from '../process/announce.ts'
import { assignedPort, cookieHeader, versionOf, type PeerAnnouncement } from './announcement.ts'

interface SessionData {
  user?: { id: string; email: string }
}

const port = assignedPort()
const options = {
  password: 'a secret that only this benchmark knows: 0123456789abcdef',
  cookieName: 'session',
  cookieOptions: { secure: false },
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const session = await getIronSession<SessionData>(request, response, options)
  if (request.method === 'POST') {
    session.user = { id: 'user_01', email: 'ada@example.com' }
    await session.save()
  }
  response.statusCode = session.user === undefined ? 401 : 200
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ user: session.user }))
}

const server = createServer((request, response) => void answer(request, response))
await once(server.listen(port, '127.0.0.1'), 'listening')
const signedIn = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' })
const headers = { cookie: cookieHeader(signedIn.headers.getSetCookie()) }
announce({
  version: versionOf('iron-session'),
  requests: { check: { method: 'GET', path: '/', headers } },
  refreshTokens: [],
} satisfies PeerAnnouncement)
