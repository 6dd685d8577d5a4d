/** APIs of an application at origins of their own, with the SDK's guard, which note what they are sent. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createSecureServer } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import type { CoatcheckAuth } from '@coatcheck/sdk/backend'
import { coatcheck, requireAuth } from '@coatcheck/sdk/hono'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { type RunningApp, runningApp } from '../sdk/backend.ts'

/** A request of a page, and how it was answered. */
export type Noted = {
  readonly path: string
  readonly authorization: string | null
  readonly body: string
  readonly status: number
}

/** An API. */
export type RecordingApi = RunningApp & { readonly noted: Noted[] }

/** How one is set up. */
export type ApiOptions = {
  readonly auth: CoatcheckAuth
  /** Whose pages may ask. */
  readonly origin: string
  /** Where `/away` sends people. */
  readonly away?: string
  /** By HTTP/2, which streams need to be sent by. */
  readonly isSecure?: boolean
}

/** Starts one. `/me` needs somebody, `/open` nobody; `/never` takes no token, and `/other` finds something else wrong with it. */
export async function startApi({
  auth,
  origin,
  away = '',
  isSecure = false,
}: ApiOptions): Promise<RecordingApi> {
  const app = new Hono()
    .use(cors({ origin, allowHeaders: ['authorization', 'content-type'] }))
    .get('/away', (c) => c.redirect(away))
    .get('/never', (c) => c.json({ code: 'token_invalid', reason: 'token-expired' }, 401))
    .get('/other', (c) => c.json({ code: 'token_invalid', reason: 'token-party-invalid' }, 401))
    .get('/open', (c) => c.json({}))
    .use(coatcheck({ auth }))
    .all('/me', requireAuth(), (c) => c.json({ userId: c.var.auth.userId }))
  const noted: Noted[] = []
  const answer = getRequestListener(async (request) => {
    const body = await request.clone().text()
    const response = await app.fetch(request)
    const { pathname: path } = new URL(request.url)
    const authorization = request.headers.get('authorization')
    if (request.method !== 'OPTIONS') noted.push({ path, authorization, body, status: response.status })
    return response
  })
  const server = isSecure ? createSecureServer(selfSigned()) : createServer()
  server.on('request', (request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  if (!isSecure) return { ...(await runningApp(server as Server)), noted }
  await new Promise<void>((resolve) => server.once('listening', () => resolve()))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : null
  return { url: `https://localhost:${port}`, noted, close: async () => void server.close() }
}

function selfSigned(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost']
  const files = ['-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', ...made, '-days', '2', ...files], { stdio: 'ignore' })
  return { key: readFileSync(key), cert: readFileSync(cert) }
}
