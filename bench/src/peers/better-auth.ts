/** better-auth on node:sqlite: get-session, and `/token` of its JWT plugin with ES256. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import { jwt } from 'better-auth/plugins'
import { announce } from '../process/announce.ts'
import { assignedPort, cookieHeader, versionOf, type PeerAnnouncement } from './announcement.ts'

const port = assignedPort()
const database = new DatabaseSync(process.argv[3] ?? ':memory:')
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')

const auth = betterAuth({
  baseURL: `http://localhost:${port}`,
  secret: 'a secret that only this benchmark knows: 0123456789abcdef',
  database,
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
  plugins: [jwt({ jwks: { keyPairConfig: { alg: 'ES256' } } })],
})
await (await getMigrations(auth.options)).runMigrations()

const signedUp = await auth.api.signUpEmail({
  body: { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery staple' },
  asResponse: true,
})
const headers = { cookie: cookieHeader(signedUp.headers.getSetCookie()) }

const handle = toNodeHandler(auth)
const server = createServer((request, response) => void handle(request, response))
await once(server.listen(port, '127.0.0.1'), 'listening')
announce({
  version: versionOf('better-auth'),
  requests: {
    check: { method: 'GET', path: '/api/auth/get-session', headers },
    mint: { method: 'GET', path: '/api/auth/token', headers },
  },
  refreshTokens: [],
} satisfies PeerAnnouncement)
