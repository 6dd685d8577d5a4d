/** express-session with connect-redis: a route that reads the session from a real Redis. */

import { once } from 'node:events'
import { RedisStore } from 'connect-redis'
import express from 'express'
import session from 'express-session'
import { createClient } from 'redis'
import { announce } from '../process/announce.ts'
import { assignedPort, cookieHeader, versionOf, type PeerAnnouncement } from './announcement.ts'

declare module 'express-session' {
  interface SessionData {
    user: { id: string; email: string }
  }
}

const port = assignedPort()
const client = createClient({ url: `redis://127.0.0.1:${process.argv[3]}` })
await client.connect()

const app = express()
app.use(
  session({
    store: new RedisStore({ client }),
    secret: 'a secret that only this benchmark knows: 0123456789abcdef',
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: 7 * 24 * 3600 * 1000 },
  }),
)
app.post('/sign-in', (request, response) => {
  request.session.user = { id: 'user_01', email: 'ada@example.com' }
  response.json({})
})
app.get('/session', (request, response) => {
  if (request.session.user === undefined) response.status(401).json({})
  else response.json({ user: request.session.user, expiresAt: request.session.cookie.expires })
})

await once(app.listen(port, '127.0.0.1'), 'listening')
const signedIn = await fetch(`http://127.0.0.1:${port}/sign-in`, { method: 'POST' })
const headers = { cookie: cookieHeader(signedIn.headers.getSetCookie()) }
announce({
  version: versionOf('express-session'),
  requests: { check: { method: 'GET', path: '/session', headers } },
  refreshTokens: [],
} satisfies PeerAnnouncement)
