/** Access tokens at a backend in each framework: scopes, keys that are proved, grants that are taken back. */

import { BY_SYSTEM } from '@coatcheck/core'
import { serve } from '@hono/node-server'
import {
  type CoatcheckAuth,
  createAuth,
  protectedResourceMetadata,
  resourceMetadataUrl,
} from '@coatcheck/sdk/backend'
import * as forExpress from '@coatcheck/sdk/express'
import * as forFastify from '@coatcheck/sdk/fastify'
import * as forHono from '@coatcheck/sdk/hono'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, type Json, send } from '../support/api-client.ts'
import { newDevice, proofOf } from '../support/dpop.ts'
import {
  type Granter,
  makeClient,
  makeCode,
  makeGranter,
  postForm,
  redeem,
  type TestClient,
} from '../support/oauth.ts'
import { type Backend, listen, type RunningApp, runningApp, startBackend } from './backend.ts'

const API = 'https://notes.example'
const METADATA = `${API}/.well-known/oauth-protected-resource`
const ACCEPTS = { accepts: ['oauth-token'] } as const
const NOTES = { ...ACCEPTS, scope: 'notes:read' } as const
const WRITING = { ...ACCEPTS, scope: 'notes:delete' } as const

let backend: Backend
let auth: CoatcheckAuth
let granter: Granter
let client: TestClient
let resource: Parameters<typeof protectedResourceMetadata>[0]

beforeAll(async () => {
  backend = await startBackend()
  const { coatcheck, verifierKey } = backend
  resource = { resource: API, authorizationServers: [coatcheck.url], scopes: ['notes:read'] }
  auth = createAuth({
    issuer: coatcheck.url,
    feed: { key: verifierKey },
    now: coatcheck.clock.nowMs,
    oauth: { audience: API, resourceMetadata: resourceMetadataUrl(API) },
  })
  await auth.verifier.ready()
  granter = await makeGranter(coatcheck, 'ada@example.com')
  client = await makeClient(coatcheck)
})
afterAll(async () => {
  auth.close()
  await backend.close()
})

const startHono = async (): Promise<RunningApp> => {
  const app = new Hono()
    .use(forHono.protectedResourceMetadata(resource))
    .use(forHono.coatcheck({ auth, ...ACCEPTS }))
    .get('/me', forHono.requireAuth(), (c) => c.json({}))
    .get('/notes', forHono.requireAuth(NOTES), (c) =>
      c.json({ userId: c.var.auth.userId, clientId: c.var.auth.clientId }),
    )
    .delete('/notes', forHono.requireAuth(WRITING), (c) => c.json({}))
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  if (!('closeAllConnections' in server)) throw new Error('a server of HTTP/1')
  return await runningApp(server)
}

const startExpress = async (): Promise<RunningApp> => {
  const app = express()
  app.use(forExpress.protectedResourceMetadata(resource))
  app.use(forExpress.coatcheck({ auth, ...ACCEPTS }))
  app.get('/me', forExpress.requireAuth(), (_request, response) => void response.json({}))
  // Below a router, which writes the URL anew.
  const notes = express.Router()
  notes.get('/', forExpress.requireAuth(NOTES), (request, response) => {
    const { userId, clientId } = forExpress.getAuth<'oauth-token'>(request) as Json
    response.json({ userId, clientId })
  })
  notes.delete('/', forExpress.requireAuth(WRITING), (_request, response) => void response.json({}))
  app.use('/notes', notes)
  return await listen(app)
}

const startFastify = async (): Promise<RunningApp> => {
  const app = fastify()
  await app.register(forFastify.protectedResourceMetadata, resource)
  await app.register(forFastify.coatcheck, { auth, ...ACCEPTS })
  app.get('/me', { onRequest: forFastify.requireAuth() }, async () => ({}))
  app.get('/notes', { onRequest: forFastify.requireAuth(NOTES) }, async (request) => {
    const { userId, clientId } = forFastify.getAuth<'oauth-token'>(request) as Json
    return { userId, clientId }
  })
  app.delete('/notes', { onRequest: forFastify.requireAuth(WRITING) }, async () => ({}))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, close: () => app.close() }
}

/** The handlers of a runtime of the web, as Next's are. */
const startHandlers = async (): Promise<RunningApp> => {
  const routes: { readonly [route: string]: (request: Request) => Response | Promise<Response> } = {
    'GET /me': auth.withAuth(() => Response.json({})),
    'GET /notes': auth.withScope('notes:read', (_request, { userId, clientId }) =>
      Response.json({ userId, clientId }),
    ),
    'DELETE /notes': auth.withScope('notes:delete', () => Response.json({})),
  }
  const metadata = protectedResourceMetadata(resource)
  const server = serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request) => {
      const { pathname } = new URL(request.url)
      return routes[`${request.method} ${pathname}`]?.(request) ?? metadata(request)
    },
  })
  if (!('closeAllConnections' in server)) throw new Error('a server of HTTP/1')
  return await runningApp(server)
}

async function grant(more: Json = {}, headers: Record<string, string> = {}): Promise<Json> {
  const code = await makeCode(backend.coatcheck, client, granter, { resources: [API], ...more })
  return (await redeem(backend.coatcheck, client, code, {}, headers)).body
}

describe.each([
  ['Hono', startHono],
  ['Express', startExpress],
  ['Fastify', startFastify],
  ['handlers of the web', startHandlers],
])('with %s', (_, startApp) => {
  let app: RunningApp
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app.close())

  const ask = (
    authorization: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<Answer> => send(app.url, '/notes', { method, headers: { authorization, ...headers } })

  test('a token with the scope opens a route, until its grant is taken back', async () => {
    const { access_token: token, refresh_token: refreshToken } = await grant()
    const bearer = `Bearer ${String(token)}`
    expect((await ask(bearer)).body).toEqual({ userId: granter.userId, clientId: client.id })
    expect((await send(app.url, '/me', { bearer: String(token) })).body).toMatchObject({
      status: 401,
      reason: 'token-type-invalid',
    })
    await postForm(backend.coatcheck.url, '/oauth/revoke', { token: String(refreshToken) }, { client })
    await expect
      .poll(async () => (await ask(bearer)).body)
      .toMatchObject({
        status: 401,
        reason: 'token-revoked',
      })
  })

  test('BE-2: challenges say what is wrong, what is needed, and where to ask', async () => {
    const where = `scope="notes:read", resource_metadata="${METADATA}"`
    const nothing = await send(app.url, '/notes')
    expect([nothing.status, nothing.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer realm="coatcheck", ${where}, DPoP realm="coatcheck", algs="ES256", ${where}`,
    ])
    const wrong = await ask('Bearer x.y.z')
    expect(wrong.status).toBe(401)
    expect(wrong.headers.get('www-authenticate')).toContain('Bearer realm="coatcheck", error="invalid_token"')
    const narrow = await ask(`Bearer ${String((await grant())['access_token'])}`, {}, 'DELETE')
    expect(narrow).toMatchObject({ status: 403, body: { code: 'scope_missing' } })
    expect(narrow.headers.get('www-authenticate')).toMatch(
      /^Bearer realm="coatcheck", error="insufficient_scope", error_description="[^"]+", scope="notes:delete", /,
    )
  })

  test('DP-3: a token that is bound to a key opens it with a proof, once, and as a bearer never', async () => {
    const device = newDevice()
    const nowMs = backend.coatcheck.clock.nowMs()
    const atToken = { dpop: proofOf(device, { htu: `${backend.coatcheck.url}/oauth/token`, nowMs }) }
    const token = String((await grant({}, atToken))['access_token'])
    const dpop = proofOf(device, { htu: `${API}/notes`, htm: 'GET', nowMs, token })
    expect((await ask(`DPoP ${token}`, { dpop })).body).toMatchObject({ clientId: client.id })
    const again = await ask(`DPoP ${token}`, { dpop })
    expect(again).toMatchObject({ status: 401, body: { reason: 'dpop-proof-invalid' } })
    expect(again.headers.get('www-authenticate')).toContain('algs="ES256", error="invalid_dpop_proof"')
    const asBearer = await ask(`Bearer ${token}`)
    expect(asBearer).toMatchObject({ status: 401, body: { reason: 'token-binding-invalid' } })
    expect(asBearer.headers.get('www-authenticate')).toContain(
      'DPoP realm="coatcheck", algs="ES256", error="',
    )
  })

  test('the metadata is there for clients in browsers too', async () => {
    const url = app.url + new URL(METADATA).pathname
    const response = await fetch(url)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toEqual({
      resource: API,
      authorization_servers: [backend.coatcheck.url],
      scopes_supported: ['notes:read'],
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: ['ES256'],
    })
    const preflight = await fetch(url, { method: 'OPTIONS' })
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, '*'])
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
    expect((await fetch(`${url}/else`)).status).not.toBe(200)
  })
})

test('what an application was given as a machine is outdated when it is disabled', async () => {
  const { coatcheck } = backend
  const machine = await makeClient(coatcheck, {
    type: 'confidential',
    grants: ['client_credentials'],
    resources: [API],
  })
  const form = { grant_type: 'client_credentials', scope: 'notes:read' }
  const { body } = await postForm(coatcheck.url, '/oauth/token', form, { client: machine })
  const headers = { authorization: `Bearer ${String(body['access_token'])}` }
  const judge = () => auth.getAuth(new Request(`${API}/notes`, { headers }), ACCEPTS)
  expect(await judge()).toMatchObject({ isMachine: true, userId: null, clientId: machine.id })
  await coatcheck.server.store.oauthClients.setState(machine.id, 'disabled', BY_SYSTEM)
  await expect.poll(judge).toMatchObject({ isAuthenticated: false, reason: 'token-outdated' })
})

test.each([
  { resource: 'notes.example' },
  { resource: 'https://notes.example/?a=1' },
  { authorizationServers: [] },
  { authorizationServers: ['auth'] },
  { documentation: 'x' },
])('%j describes no resource', (wrong) => {
  const options = { ...resource, ...wrong } as typeof resource
  expect(() => protectedResourceMetadata(options)).toThrow(Object.keys(wrong)[0])
})

test('the path of a resource comes behind the well-known one (RFC 9728 section 3.1)', () => {
  expect(resourceMetadataUrl('https://a.example')).toBe(
    'https://a.example/.well-known/oauth-protected-resource',
  )
  expect(resourceMetadataUrl('https://a.example/')).toBe(
    'https://a.example/.well-known/oauth-protected-resource',
  )
  expect(resourceMetadataUrl('https://a.example/mcp')).toBe(
    'https://a.example/.well-known/oauth-protected-resource/mcp',
  )
})
