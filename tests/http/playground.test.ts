/** The playground over HTTP: what it serves, to whom, and on whom it acts. */

import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Answer, Browser, PASSWORD, register, send } from '../support/api-client.ts'
import { buildPlayground } from '../support/build-playground.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const API = '/playground/api'
/** What acts on an account, with a body that is good. */
const ACTS: readonly (readonly [path: string, body: object])[] = [
  [`${API}/credentials`, {}],
  [`${API}/role`, { role: 'admin' }],
  [`${API}/end`, { by: 'idle' }],
  [`${API}/preview`, { text: '{"mail":"{{user.email}}"}' }],
]

let coatcheck: RunningCoatcheck
let url: string
let playgroundFolder: string
beforeAll(async () => {
  playgroundFolder = await buildPlayground()
  coatcheck = await startCoatcheck({ playgroundFolder })
  url = coatcheck.url
})
afterAll(() => coatcheck.close())
beforeEach(() => coatcheck.clock.advance(10 * 60_000)) // as many accounts as a test needs

type Credentials = { readonly email: string; readonly password: string }

async function makeAccount(): Promise<Credentials> {
  const { status, body } = await send(url, `${API}/accounts`, { method: 'POST', headers: { origin: url } })
  expect(status).toBe(201)
  return body as Credentials
}

async function signedIn(
  credentials: Credentials,
): Promise<{ readonly browser: Browser; readonly token: string }> {
  const browser = new Browser(url)
  expect((await browser.send('/api/auth/login', { body: credentials })).status).toBe(200)
  const { body } = await browser.send('/api/auth/session/token', { body: {} })
  return { browser, token: String(body['token']) }
}

function whoami(token: string): Promise<Answer> {
  return send(url, `${API}/whoami`, { bearer: token, headers: { 'sec-fetch-site': 'same-origin' } })
}

describe('a demo account', () => {
  test('signs in like any other, and its token is taken by the API without a look into the store', async () => {
    const { token } = await signedIn(await makeAccount())
    expect(await whoami(token)).toMatchObject({ status: 200, body: { role: 'viewer' } })
  })

  test('is made no more often than people register', async () => {
    const ask = (): Promise<Answer> =>
      send(url, `${API}/accounts`, { method: 'POST', headers: { origin: url } })
    const answers = await Promise.all(Array.from({ length: 21 }, ask))
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1)
  })

  test('keeps its password', async () => {
    const credentials = await makeAccount()
    const { browser } = await signedIn(credentials)
    expect((await browser.send(`${API}/credentials`, { method: 'POST' })).body).toEqual(credentials)
  })

  test('of another role has other tokens, and the ones from before are outdated', async () => {
    const { browser, token } = await signedIn(await makeAccount())
    expect((await browser.send(`${API}/role`, { body: { role: 'editor' } })).status).toBe(200)
    await expect.poll(async () => (await whoami(token)).body['reason']).toBe('token-outdated')
    const { body } = await browser.send('/api/auth/session/token', { body: {} })
    expect((await whoami(String(body['token']))).body).toMatchObject({ role: 'editor' })
  })

  test.each([
    ['absolute', 'absolute_limit'],
    ['idle', 'idle_limit'],
    ['administrator', 'revoked_by_admin'],
  ])('whose session is ended by %s is told %s, and its token is refused at once', async (by, reason) => {
    const { browser, token } = await signedIn(await makeAccount())
    expect((await browser.send(`${API}/end`, { body: { by } })).status).toBe(204)
    expect((await browser.send('/api/auth/session/token', { body: {} })).body).toMatchObject({ reason })
    await expect.poll(async () => (await whoami(token)).body['reason']).toBe('token-revoked')
  })

  test('shows what a template says of it, or where the template is wrong', async () => {
    const { browser } = await signedIn(await makeAccount())
    const preview = (text: string): Promise<Answer> => browser.send(`${API}/preview`, { body: { text } })
    expect((await preview('{"is":"{{user.public_metadata.role}}"}')).body).toMatchObject({
      claims: { is: 'viewer' },
    })
    expect((await preview('{"is":\n"{{user.nothing}}"}')).body).toMatchObject({
      code: 'template_invalid',
      problems: [{ line: 2, code: 'field_unknown' }],
    })
  })
})

describe('a real account', () => {
  test.each(ACTS)('is left alone by %s', async (path, body) => {
    const email = `real${path.replaceAll('/', '-')}@example.com`
    await register(url, email)
    const { browser, token } = await signedIn({ email, password: PASSWORD })
    expect(await browser.send(path, { body })).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect((await whoami(token)).status).toBe(200)
  })

  test('cannot be made to look like a demo account by its user', async () => {
    await register(url, 'sly@example.com')
    const { browser } = await signedIn({ email: 'sly@example.com', password: PASSWORD })
    await browser.send('/api/auth/user', {
      method: 'PATCH',
      body: { privateMetadata: { playground: true }, unsafeMetadata: { playground: true } },
    })
    expect((await browser.send(`${API}/role`, { body: { role: 'admin' } })).status).toBe(404)
  })
})

describe('a session token', () => {
  test.each(ACTS)('buys nothing at %s', async (path, body) => {
    const { token } = await signedIn(await makeAccount())
    expect(await send(url, path, { body, bearer: token, headers: { origin: url } })).toMatchObject({
      status: 403,
      body: { code: 'credential_not_accepted' },
    })
  })
})

describe('whoever is not the playground itself', () => {
  const everything = [`${API}/accounts`, ...ACTS.map(([path]) => path)]

  test.each([
    ['a page of somebody else', { origin: 'https://evil.example' }],
    ['an application in development, which may use cookies', { origin: 'http://localhost:3000' }],
    ['a sandbox', { origin: 'null' }],
    ['a program that says nothing of itself', {}],
    ['a page of the same site', { 'sec-fetch-site': 'same-site' }],
  ])('%s gets nothing done', async (_, headers) => {
    const { browser } = await signedIn(await makeAccount())
    for (const path of everything) {
      const answer = await send(url, path, { body: {}, headers: { ...browser.cookieHeader(), ...headers } })
      expect(answer).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } })
    }
  })

  test('does not read what the API says either, and no answer is opened to other origins', async () => {
    const { token } = await signedIn(await makeAccount())
    const headers = { origin: 'http://localhost:3000' }
    const answer = await send(url, `${API}/whoami`, { bearer: token, headers })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('access-control-allow-origin')).toBe(null)
  })

  test.each(['rebound.example', 'rebound.example:80', '127.0.0.1', 'localhost'])(
    'gets nothing under the name %s, though it leads here',
    async (host) => {
      const asOwn = { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }
      for (const path of ['/playground', '/playground/device', `${API}/whoami`])
        expect(await askAs('GET', path, { host, 'sec-fetch-site': 'same-origin' })).toBe(403)
      for (const path of everything) expect(await askAs('POST', path, { host, ...asOwn })).toBe(403)
    },
  )

  test.each(['x-forwarded-for', 'forwarded', 'x-real-ip'])(
    'gets nothing through a proxy that says so by %s',
    async (name) => {
      const host = new URL(url).host
      expect(await askAs('GET', '/playground', { host })).toBe(200)
      expect(await askAs('GET', '/playground', { host, [name]: '127.0.0.1' })).toBe(403)
      expect(await askAs('POST', `${API}/accounts`, { host, origin: url, [name]: '127.0.0.1' })).toBe(403)
    },
  )

  /** `fetch` sends no Host of one's own. */
  function askAs(
    method: string,
    path: string,
    headers: { readonly [name: string]: string },
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { method, path, headers, port: coatcheck.port, host: '127.0.0.1' }
      httpRequest(options, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
        .once('error', reject)
        .end()
    })
  }
})

describe('the pages', () => {
  test('let nothing inline run, and are framed by nobody but, the second device, by themselves', async () => {
    const { headers, body } = await send(url, '/playground')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(String(body['text'])).not.toMatch(/<style|style=|<script(?! type="module" crossorigin src=")/)
    const device = await send(url, '/playground/device')
    expect(device.headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
  })

  test('load files that are kept for good under names of what is in them', async () => {
    const { body } = await send(url, '/playground')
    const files = [...String(body['text']).matchAll(/"(\/playground\/files\/[^"]+)"/g)].map(
      ([, path = '']) => path,
    )
    expect(new Set(files.map((path) => path.split('.').at(-1)))).toEqual(new Set(['css', 'js']))
    for (const path of files) {
      const { status, headers } = await send(url, path)
      expect(status).toBe(200)
      expect(headers.get('content-type')).toMatch(path.endsWith('.js') ? /^text\/javascript/ : /^text\/css/)
      expect(headers.get('cache-control')).toContain('immutable')
      const again = await send(url, path, { headers: { 'if-none-match': headers.get('etag') ?? '' } })
      expect(again.status).toBe(304)
    }
  })

  test('look as the other pages do, by this very version of their stylesheet', async () => {
    const styleOf = async (path: string): Promise<string | undefined> =>
      /"(\/assets\/pages\.css\?v=[^"]+)"/.exec(String((await send(url, path)).body['text']))?.[1]
    const style = await styleOf('/sign-in')
    expect(style).toBeDefined()
    expect([await styleOf('/playground'), await styleOf('/playground/device')]).toEqual([style, style])
  })

  test.each(['..%2findex.html', '..%2f..%2fpackage.json', 'nothing.js', '%00'])(
    'do not lead out of their folder by %s',
    async (name) => {
      expect((await send(url, `/playground/files/${name}`)).status).toBe(404)
    },
  )

  test('say what to do where nothing is built, and nothing of it is needed for the rest', async () => {
    const bare = await startCoatcheck({ playgroundFolder: join(tmpdir(), 'no-such-build/') })
    const { status, body } = await send(bare.url, '/playground')
    expect(status).toBe(503)
    expect(String(body['text'])).toContain('npm run build')
    expect((await send(bare.url, '/healthz')).status).toBe(200)
    await bare.close()
  })
})

describe('in production', () => {
  test('there is no playground, and nothing tells of one', async () => {
    const environment = { NODE_ENV: 'production', COATCHECK_SECRET: `v1:${'production-secret-'.repeat(4)}` }
    const production = await startCoatcheck({ environment, playgroundFolder })
    const own = { origin: production.url, 'sec-fetch-site': 'same-origin' }
    for (const path of ['/playground', '/playground/device', '/playground/files/index.js', `${API}/whoami`])
      expect((await send(production.url, path, { headers: own })).status).toBe(404)
    for (const path of [`${API}/accounts`, ...ACTS.map(([act]) => act)])
      expect((await send(production.url, path, { body: {}, headers: own })).status).toBe(404)
    for (const path of ['/openapi.json', '/sign-in'])
      expect(JSON.stringify((await send(production.url, path)).body)).not.toMatch(/playground/i)
    await production.close()
  })

  test('the document of the API does not know it in development either', async () => {
    expect(JSON.stringify((await send(url, '/openapi.json')).body)).not.toMatch(/playground/i)
  })

  test('administrators see what a demo account is', async () => {
    const { email } = await makeAccount()
    const { body } = await adminClient(coatcheck).get(`/users?email=${encodeURIComponent(email)}`)
    expect(body['data']).toMatchObject([{ privateMetadata: { playground: true } }])
  })
})
