/** Who somebody is, told to whoever holds a token that says so. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../support/api-client.ts'
import {
  type Granter,
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
let granter: Granter
let app: TestClient

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
  granter = await makeGranter(coatcheck, 'ada@example.com')
  app = await makeClient(coatcheck)
})
afterAll(() => coatcheck.close())

async function tokenFor(scopes: readonly string[], resources: readonly string[] = [url]): Promise<string> {
  const code = await makeCode(coatcheck, app, granter, { scopes, resources })
  return String((await redeem(coatcheck, app, code)).body['access_token'])
}

function ask(authorization: string | null, query = '', method = 'GET'): Promise<Response> {
  const headers = authorization === null ? {} : { authorization }
  return fetch(`${url}/oauth/userinfo${query}`, { method, headers })
}

test('the answer is what the scopes let the client know, by either method', async () => {
  const bearer = `Bearer ${await tokenFor(['openid', 'email'])}`
  for (const method of ['GET', 'POST']) {
    const response = await ask(bearer, '', method)
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(await response.json()).toEqual({
      sub: granter.userId,
      email: 'ada@example.com',
      email_verified: false,
    })
  }
  const alone = (await (await ask(`Bearer ${await tokenFor(['openid'])}`)).json()) as Json
  expect(alone).toEqual({ sub: granter.userId })
})

describe('BE-2: who is not let in', () => {
  test('and has shown nothing is told how to ask, and no error', async () => {
    const response = await ask(null)
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer realm="${url}", DPoP realm="${url}", algs="ES256"`,
    ])
  })

  test('with a token that is no good is told so', async () => {
    const gone = await tokenFor(['openid'])
    coatcheck.clock.advance(606_000)
    const elsewhere = await tokenFor(['openid'], ['https://notes.example'])
    for (const token of [gone, elsewhere, 'nothing', `${elsewhere}x`]) {
      const response = await ask(`Bearer ${token}`)
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining('error="invalid_token"'),
      ])
    }
  })

  test('with a token that was not granted openid is told the scope', async () => {
    const response = await ask(`Bearer ${await tokenFor(['notes:read'])}`)
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('error="insufficient_scope", scope="openid"'),
    ])
  })

  test('a machine is nobody', async () => {
    const machine = await makeClient(coatcheck, {
      type: 'confidential',
      grants: ['client_credentials'],
      resources: [],
    })
    const { body } = await postForm(
      url,
      '/oauth/token',
      { grant_type: 'client_credentials' },
      { client: machine },
    )
    expect((await ask(`Bearer ${String(body['access_token'])}`)).status).toBe(403)
  })
})

test('BE-1: a token in the query is no token, and spoils one in the header', async () => {
  const token = await tokenFor(['openid'])
  for (const authorization of [null, `Bearer ${token}`])
    expect((await ask(authorization, `?access_token=${token}`)).status).toBe(400)
})
