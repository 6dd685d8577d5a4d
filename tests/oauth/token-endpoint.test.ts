/** The token endpoint: its form, its clients, and what machines get. */

import { request as httpRequest } from 'node:http'
import { BY_SYSTEM } from '@coatcheck/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  basicOf,
  claimsOf,
  makeClient,
  makeCode,
  makeGranter,
  postForm,
  redeem,
  type TestClient,
} from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let url: string
let machine: TestClient

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
  machine = await makeClient(coatcheck, { type: 'confidential', grants: ['client_credentials'] })
})
afterAll(() => coatcheck.close())

const CREDENTIALS = { grant_type: 'client_credentials' }

function postRaw(body: string, headers: Record<string, string> = {}): Promise<Response> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  return fetch(`${url}/oauth/token`, { method: 'POST', body, headers: { ...form, ...headers } })
}

async function errorOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { error?: unknown }).error
}

describe('the form', () => {
  test('TK-1: is a form: JSON is refused, and so is GET', async () => {
    const asJson = await postRaw(JSON.stringify(CREDENTIALS), { 'content-type': 'application/json' })
    expect([asJson.status, await errorOf(asJson)]).toEqual([400, 'invalid_request'])
    const byGet = await fetch(`${url}/oauth/token?grant_type=client_credentials`)
    expect([byGet.status, await errorOf(byGet), byGet.headers.get('allow')]).toEqual([
      400,
      'invalid_request',
      'POST',
    ])
  })

  test.each([
    ['a parameter twice', 'grant_type=client_credentials&grant_type=client_credentials'],
    ['a semicolon in a name', 'grant_type=client_credentials&a;b=c'],
    ['an array', 'grant_type[]=client_credentials'],
    ['a name of prototypes', 'grant_type=client_credentials&__proto__=x'],
    ['no grant_type', 'scope=notes:read'],
  ])('AZ-11: with %s is refused', async (_name, body) => {
    const answer = await postRaw(body, { authorization: basicOf(machine) })
    expect([answer.status, await errorOf(answer)]).toEqual([400, 'invalid_request'])
  })

  test('TK-6: of more than 64 KiB is refused before it is read', async () => {
    const answer = await postRaw(`x=${'y'.repeat(70_000)}`, { authorization: basicOf(machine) })
    expect([answer.status, await errorOf(answer)]).toEqual([413, 'invalid_request'])
  })

  test('TK-8: names a grant that is known, and one that the client may use', async () => {
    const unknown = await postForm(url, '/oauth/token', { grant_type: 'password' }, { client: machine })
    expect(unknown).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } })
    const foreign = await postForm(url, '/oauth/token', { grant_type: 'refresh_token' }, { client: machine })
    expect(foreign).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } })
  })
})

describe('TK-3: a client', () => {
  test('proves itself by its secret, in the header or in the form', async () => {
    const posting = await makeClient(coatcheck, {
      type: 'confidential',
      authMethod: 'client_secret_post',
      grants: ['client_credentials'],
    })
    for (const client of [machine, posting]) {
      const byForm = { ...CREDENTIALS, client_id: client.id, client_secret: client.secret ?? '' }
      expect((await postForm(url, '/oauth/token', byForm)).status).toBe(200)
      expect((await postForm(url, '/oauth/token', CREDENTIALS, { client })).status).toBe(200)
    }
  })

  test('whose header is form-encoded is read as such', async () => {
    const encoded = Buffer.from(machine.id).toString('hex').replaceAll(/../g, '%$&')
    const authorization = `Basic ${Buffer.from(`${encoded}:${machine.secret}`).toString('base64')}`
    expect((await postForm(url, '/oauth/token', CREDENTIALS, { headers: { authorization } })).status).toBe(
      200,
    )
  })

  test('in two ways at once is refused', async () => {
    const both = { ...CREDENTIALS, client_id: machine.id, client_secret: machine.secret ?? '' }
    const answer = await postForm(url, '/oauth/token', both, { client: machine })
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  test('that is unknown, wrong, of another form or disabled gets one answer, and is told how to ask', async () => {
    const disabled = await makeClient(coatcheck, { type: 'confidential', grants: ['client_credentials'] })
    await coatcheck.server.store.oauthClients.setState(disabled.id, 'disabled', BY_SYSTEM)
    const other = await makeClient(coatcheck, { type: 'confidential' })
    const answers = []
    for (const client of [
      { ...machine, id: other.id },
      { ...machine, secret: other.secret },
      { ...machine, secret: 'ü:%é' },
      disabled,
    ])
      answers.push(await postForm(url, '/oauth/token', CREDENTIALS, { client }))
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(answers[0]?.headers.get('www-authenticate')).toMatch(/^Basic /)
    expect(answers[0]?.headers.get('cache-control')).toBe('no-store')
  })

  test('that must prove itself is not taken at its word', async () => {
    const named = { ...CREDENTIALS, client_id: machine.id }
    expect(await postForm(url, '/oauth/token', named)).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
  })
})

describe('CC-1: a machine', () => {
  test('gets a token for itself: its subject is the client, and nothing to refresh it by', async () => {
    const { status, body } = await postForm(url, '/oauth/token', CREDENTIALS, { client: machine })
    expect(status).toBe(200)
    expect(Object.keys(body).toSorted()).toEqual(['access_token', 'expires_in', 'scope', 'token_type'])
    expect(body['scope']).toBe('notes:read notes:write')
    const claims = claimsOf(body['access_token'])
    expect(claims).toMatchObject({ sub: machine.id, client_id: machine.id, aud: 'https://notes.example' })
    expect(claims['sid']).toBeUndefined()
    expect(String(claims['sub'])).toMatch(/^app_/)
  })

  test('asks for less, never for more, and for nothing that people are', async () => {
    const less = await postForm(
      url,
      '/oauth/token',
      { ...CREDENTIALS, scope: 'notes:read' },
      { client: machine },
    )
    expect(less.body['scope']).toBe('notes:read')
    for (const scope of ['openid', 'offline_access', 'notes:read admin'])
      expect(
        await postForm(url, '/oauth/token', { ...CREDENTIALS, scope }, { client: machine }),
      ).toMatchObject({
        status: 400,
        body: { error: 'invalid_scope' },
      })
    const target = { ...CREDENTIALS, resource: 'https://elsewhere.example' }
    expect(await postForm(url, '/oauth/token', target, { client: machine })).toMatchObject({
      status: 400,
      body: { error: 'invalid_target' },
    })
  })

  test('that cannot keep a secret gets none', async () => {
    const open = await makeClient(coatcheck, { grants: ['client_credentials'] })
    expect(await postForm(url, '/oauth/token', CREDENTIALS, { client: open })).toMatchObject({
      status: 400,
      body: { error: 'unauthorized_client' },
    })
  })

  test('signs with the algorithm that it asked for, by a key that is published', async () => {
    const client = await makeClient(coatcheck, {
      type: 'confidential',
      grants: ['client_credentials'],
      algorithm: 'EdDSA',
    })
    const { body } = await postForm(url, '/oauth/token', CREDENTIALS, { client })
    const header = headerOf(body['access_token'])
    expect(header).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' })
    const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[]
    }
    expect(keys.map(({ kid }) => kid)).toContain(header['kid'])
  })
})

describe('MD-1: what the server says of itself', () => {
  test('is one document at both places, with what there is and nothing else', async () => {
    const [one, other] = await Promise.all(
      ['openid-configuration', 'oauth-authorization-server'].map(async (name) => {
        const response = await fetch(`${url}/.well-known/${name}`)
        expect(response.headers.get('access-control-allow-origin')).toBe('*')
        expect(response.headers.get('cache-control')).toMatch(/^public, max-age=\d+$/)
        return (await response.json()) as Record<string, unknown>
      }),
    )
    expect(one).toEqual(other)
    expect(one).toMatchObject({
      issuer: url,
      token_endpoint: `${url}/oauth/token`,
      revocation_endpoint: `${url}/oauth/revoke`,
      introspection_endpoint: `${url}/oauth/introspect`,
      userinfo_endpoint: `${url}/oauth/userinfo`,
      jwks_uri: `${url}/.well-known/jwks.json`,
      code_challenge_methods_supported: ['S256'],
    })
    expect(one?.['grant_types_supported']).not.toContain('implicit')
    expect(one?.['grant_types_supported']).not.toContain('password')
    for (const [name, at] of Object.entries(one ?? {})) {
      if (!name.endsWith('_endpoint') && name !== 'jwks_uri') continue
      expect(String(at).startsWith(`${url}/`)).toBe(true)
      expect((await fetch(String(at), { redirect: 'manual' })).status).not.toBe(404)
    }
  })

  test('follows no Host and no forwarding header', async () => {
    const { status, text } = await getWith('/.well-known/openid-configuration', {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
    })
    expect(status).toBe(200)
    expect(text).not.toContain('evil.example')
    expect(JSON.parse(text)).toMatchObject({ issuer: url, token_endpoint: `${url}/oauth/token` })
  })
})

/** `fetch` sends a Host of its own. */
function getWith(
  path: string,
  headers: Record<string, string>,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ host: '127.0.0.1', port: coatcheck.port, path, headers }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += String(chunk)))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

test('where Clerk’s packages take session tokens, no other token is signed by a key of sessions', async () => {
  const clerk = await startCoatcheck({ environment: { COATCHECK_COMPAT: 'clerk' } })
  try {
    const client = await makeClient(clerk, { type: 'confidential', grants: ['authorization_code'] })
    const granter = await makeGranter(clerk, 'ada@example.com')
    const { body } = await redeem(clerk, client, await makeCode(clerk, client, granter))
    const ofSessions = (await (await fetch(`${clerk.url}/v1/jwks`)).json()) as { keys: { kid: string }[] }
    const all = (await (await fetch(`${clerk.url}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[]
    }
    for (const token of [body['access_token'], body['id_token']]) {
      const kid = headerOf(token)['kid']
      expect(all.keys.map((key) => key.kid)).toContain(kid)
      expect(ofSessions.keys.map((key) => key.kid)).not.toContain(kid)
    }
    const form = { token: String(body['access_token']) }
    expect((await postForm(clerk.url, '/oauth/introspect', form, { client })).body['active']).toBe(true)
  } finally {
    await clerk.close()
  }
})

function headerOf(token: unknown): { readonly [member: string]: unknown } {
  return JSON.parse(Buffer.from(String(token).split('.')[0] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >
}
