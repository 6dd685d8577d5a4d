/** Upstreams for administrators: discovery once, pinned afterwards, and nothing that would trust too much. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const DISCOVERY = '/.well-known/openid-configuration'

let coatcheck: RunningCoatcheck
let admin: AdminClient
let upstream: FakeUpstream

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
  upstream = await startFakeUpstream()
})
afterEach(async () => {
  await coatcheck.close()
  await upstream.close()
})

describe('an upstream', () => {
  test('is made with the key URL that discovery gives, and defaults that are safe', async () => {
    const made = await admin.post('/upstreams', { issuer: upstream.issuer, audiences: ['web'] })
    expect(made).toMatchObject({
      status: 201,
      body: {
        kind: 'oidc',
        issuer: upstream.issuer,
        jwksUrl: upstream.jwksUrl,
        algorithms: ['RS256', 'ES256'],
        audiences: ['web'],
        authorizedParties: [],
        maxTokenAgeSeconds: 300,
        allowActor: false,
      },
    })
    expect((await admin.get(`/upstreams/${String(made.body['id'])}`)).body).toEqual(made.body)
    expect(await admin.list('/upstreams')).toEqual([made.body])
  })

  test('with a given key URL asks nobody', async () => {
    const made = await admin.post('/upstreams', {
      issuer: 'https://issuer.example',
      jwksUrl: 'https://issuer.example/keys',
      audiences: ['web'],
    })
    expect(made.status).toBe(201)
    expect(upstream.requests(DISCOVERY)).toBe(0)
  })

  test('of Supabase has the audience and the lifetime that its tokens have', async () => {
    const made = await admin.post('/upstreams', { issuer: upstream.issuer, kind: 'supabase' })
    expect(made.body).toMatchObject({ audiences: ['authenticated'], maxTokenAgeSeconds: 3600 })
  })

  test('is changed, told and deleted; its issuer and kind stay', async () => {
    const { body } = await admin.post('/upstreams', { issuer: upstream.issuer, audiences: ['web'] })
    const path = `/upstreams/${String(body['id'])}`
    expect((await admin.patch(path, { audiences: ['app'], maxTokenAgeSeconds: 600 })).body).toEqual({
      ...body,
      audiences: ['app'],
      maxTokenAgeSeconds: 600,
    })
    expect(await admin.patch(path, { audiences: [] })).toMatchObject({
      status: 400,
      body: { field: 'body.audiences' },
    })
    expect(await admin.patch(path, { issuer: 'https://x.example' })).toMatchObject({
      status: 400,
      body: { field: 'body.issuer' },
    })
    expect(await admin.patch(path, { kind: 'clerk' })).toMatchObject({ status: 400 })
    expect((await admin.delete(path)).status).toBe(204)
    expect((await admin.delete(path)).status).toBe(404)
    expect((await admin.patch(path, { audiences: ['web'] })).status).toBe(404)
    const types = (await admin.list('/events')).map((event) => event['type'])
    expect(types.filter((type) => String(type).startsWith('upstream'))).toEqual([
      'upstream.deleted',
      'upstream.updated',
      'upstream.created',
    ])
  })

  test('is registered in two steps, keeps its secrets to itself, and asks anew only when told to', async () => {
    const endpoints = (path: string) => ({
      authorization_endpoint: `${upstream.issuer}/${path}/authorize`,
      token_endpoint: `${upstream.issuer}/${path}/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    })
    const discovery = (path: string): void => {
      const { issuer, jwksUrl } = upstream
      upstream.serve(DISCOVERY, {
        body: JSON.stringify({ issuer, jwks_uri: jwksUrl, ...endpoints(path) }),
      })
    }
    discovery('old')
    const first = await admin.post('/upstreams', { issuer: upstream.issuer, signIn: false })
    expect(first).toMatchObject({ status: 201, body: { signIn: false, clientId: null, scopes: [] } })
    const path = `/upstreams/${String(first.body['id'])}`
    expect(await admin.patch(path, { signIn: true })).toMatchObject({ status: 400 })
    const secrets = {
      clientSecret: 'a secret',
      webhookSecret: `whsec_${Buffer.alloc(32).toString('base64')}`,
    }
    const offered = await admin.patch(path, { clientId: 'web', ...secrets, signIn: true })
    const pinned = `${upstream.issuer}/old/token`
    expect(offered.body).toMatchObject({
      clientId: 'web',
      clientAuthentication: 'client_secret_post',
      tokenUrl: pinned,
      hasClientSecret: true,
      hasWebhookSecret: true,
    })
    expect(JSON.stringify(offered.body)).not.toContain('a secret')
    discovery('new')
    expect((await admin.patch(path, { scopes: ['openid'] })).body).toMatchObject({
      scopes: ['openid'],
      tokenUrl: pinned,
    })
    upstream.serve(DISCOVERY, { status: 503, body: '{}' })
    expect((await admin.patch(path, { signIn: false })).body).toMatchObject({ signIn: false })
    expect(await admin.post(`${path}/refresh`)).toMatchObject({ status: 400 })
    discovery('new')
    expect((await admin.post(`${path}/refresh`)).body).toMatchObject({
      tokenUrl: `${upstream.issuer}/new/token`,
      scopes: ['openid'],
    })
    expect(
      await admin.patch(path, { clientSecret: null, clientAuthentication: 'client_secret_post' }),
    ).toMatchObject({
      status: 400,
      body: { field: 'body.clientSecret' },
    })
    expect(await admin.patch(path, { webhookSecret: 'whsec_short' })).toMatchObject({
      status: 400,
      body: { field: 'body.webhookSecret' },
    })
    expect(await admin.patch(path, { scopes: ['two words'] })).toMatchObject({ status: 400 })
  })

  test('cannot be made twice for one issuer', async () => {
    await admin.post('/upstreams', { issuer: upstream.issuer, audiences: ['web'] })
    expect(await admin.post('/upstreams', { issuer: upstream.issuer, audiences: ['app'] })).toMatchObject({
      status: 409,
      body: { code: 'issuer_taken' },
    })
  })
})

describe('an upstream is refused', () => {
  test.each([
    ['without audience and party', {}, 'body.audiences'],
    ['of Clerk without parties', { kind: 'clerk', audiences: ['web'] }, 'body.authorizedParties'],
    ['of Supabase without audience', { kind: 'supabase', audiences: [] }, 'body.audiences'],
    ['over plain http', { issuer: 'http://issuer.example', audiences: ['web'] }, 'body.issuer'],
    [
      'with credentials in a URL',
      { jwksUrl: 'https://a:b@issuer.example/k', audiences: ['w'] },
      'body.jwksUrl',
    ],
    ['with a file as key URL', { jwksUrl: 'file:///etc/passwd', audiences: ['web'] }, 'body.jwksUrl'],
    ['with a symmetric algorithm', { algorithms: ['HS256'], audiences: ['web'] }, 'body.algorithms.0'],
    ['with an unknown member', { jwks_uri: 'x', audiences: ['web'] }, 'body.jwks_uri'],
    ['of an unknown kind', { kind: 'saml', audiences: ['web'] }, 'body.kind'],
  ])('%s', async (_name, body, field) => {
    const answer = await admin.post('/upstreams', { issuer: upstream.issuer, ...body })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', field } })
    expect(await admin.list('/upstreams')).toEqual([])
  })

  test('when it would be this server itself', async () => {
    for (const issuer of [coatcheck.url, `${coatcheck.url}/`, `${coatcheck.url}/auth/v1`]) {
      expect(
        await admin.post('/upstreams', { issuer, audiences: ['web'], jwksUrl: upstream.jwksUrl }),
      ).toMatchObject({ status: 400, body: { field: 'body.issuer' } })
    }
  })

  test.each([
    [
      'is of another issuer',
      { body: '{"issuer":"https://other.example","jwks_uri":"https://other.example/k"}' },
    ],
    ['names a key URL without https', { body: '{"issuer":"ISSUER","jwks_uri":"http://keys.example/k"}' }],
    ['redirects', { status: 302, body: '', headers: { location: '/elsewhere' } }],
    ['is larger than 64 KiB', { body: `{"issuer":"ISSUER","x":"${'x'.repeat(65_536)}"}` }],
    ['is not JSON', { body: '<html>' }],
    ['is not there', { status: 404, body: '{}' }],
  ])('when its discovery document %s', async (_name, answer) => {
    upstream.serve('/elsewhere', {
      body: JSON.stringify({ issuer: upstream.issuer, jwks_uri: upstream.jwksUrl }),
    })
    upstream.serve(DISCOVERY, { ...answer, body: answer.body.replace('ISSUER', upstream.issuer) })
    expect(await admin.post('/upstreams', { issuer: upstream.issuer, audiences: ['web'] })).toMatchObject({
      status: 400,
      body: { field: 'body.jwksUrl' },
    })
    expect(upstream.requests('/elsewhere')).toBe(0)
  })
})
