/** Passkeys over HTTP, by an authenticator in software: registration, sign-in without a name, second factor. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Answer, Browser, type Json, login, PASSWORD, send, TokenApp } from '../support/api-client.ts'
import { SoftPasskey } from '../support/soft-passkey.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const EMAIL = 'ada@example.com'
const PRESENT_ONLY = 0x01
let coatcheck: RunningCoatcheck
let url: string

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
})
afterEach(() => coatcheck.close())

async function signedIn(email = EMAIL): Promise<Browser> {
  const browser = new Browser(url)
  await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
  return browser
}

function optionsOf({ status, body }: Answer): Json {
  expect(status).toBe(200)
  return body['publicKey'] as Json
}

const registrationOptions = async (browser: Browser): Promise<Json> =>
  optionsOf(await browser.send('/api/auth/factors/passkeys/options', { body: {} }))
const signInOptions = async (): Promise<Json> =>
  optionsOf(await send(url, '/api/auth/passkey/options', { body: {} }))
const keep = (browser: Browser, response: Json): Promise<Answer> =>
  browser.send('/api/auth/factors/passkeys', { body: { response, name: 'Laptop' } })
const signIn = (browser: Browser, response: Json): Promise<Answer> =>
  browser.send('/api/auth/passkey', { body: { response } })

async function registered(browser: Browser): Promise<SoftPasskey> {
  const passkey = new SoftPasskey(url)
  const answer = await keep(browser, passkey.register(await registrationOptions(browser)))
  expect(answer).toMatchObject({ status: 201, body: { factor: { kind: 'passkey', name: 'Laptop' } } })
  return passkey
}

const INVALID = { status: 401, body: { code: 'factor_invalid' } }

describe('a passkey', () => {
  test('signs its owner in without a name, both factors proved', async () => {
    const passkey = await registered(await signedIn())
    const browser = new Browser(url)
    const answer = await signIn(browser, passkey.prove(await signInOptions()))
    expect(answer).toMatchObject({
      status: 200,
      body: { session: { status: 'active' }, user: { email: EMAIL } },
    })
    const token = String((await browser.send('/api/auth/session/token', { body: {} })).body['token'])
    expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())).toMatchObject({
      fva: [0, 0],
    })
  })

  test('completes a sign-in by password, and nobody else’s', async () => {
    const passkey = await registered(await signedIn())
    const strangers = await registered(await signedIn('grace@example.com'))
    const browser = new Browser(url)
    await browser.send('/api/auth/login', { body: { email: EMAIL, password: PASSWORD } })
    const options = async () => optionsOf(await browser.send('/api/auth/second-factor/options', { body: {} }))
    expect((await options())['allowCredentials']).toHaveLength(1)
    const prove = (response: Json) => browser.send('/api/auth/second-factor', { body: { passkey: response } })
    expect(await prove(strangers.prove(await options()))).toMatchObject(INVALID)
    expect(await prove(passkey.prove(await signInOptions()))).toMatchObject(INVALID)
    expect(await prove(passkey.prove(await options()))).toMatchObject({
      status: 200,
      body: { session: { status: 'active' } },
    })
  })

  test('completes an app’s sign-in as a step of its chain', async () => {
    const passkey = await registered(await signedIn())
    const app = new TokenApp(url, (await login(url, EMAIL)).body)
    const headers = { 'idempotency-key': app.key }
    const { refreshToken } = app
    const asked = await send(url, '/api/auth/second-factor/options', { body: { refreshToken }, headers })
    const body = { refreshToken, passkey: passkey.prove(optionsOf(asked)) }
    const proved = await send(url, '/api/auth/second-factor', { body, headers })
    expect(proved).toMatchObject({ status: 200, body: { accessToken: expect.any(String) } })
  })

  test('is registered once, by its own answer to our own challenge', async () => {
    const browser = await signedIn()
    const passkey = new SoftPasskey(url)
    const options = await registrationOptions(browser)
    const answer = passkey.register(options)
    expect((await keep(browser, answer)).status).toBe(201)
    expect(await keep(browser, answer)).toMatchObject(INVALID)
    const again = passkey.register(await registrationOptions(browser))
    expect(await keep(browser, again)).toMatchObject({ status: 409, body: { code: 'passkey_taken' } })
    const made = { challenge: Buffer.from('a challenge of somebody else').toString('base64url') }
    expect(await keep(browser, new SoftPasskey(url).register(made))).toMatchObject(INVALID)
    const late = await registrationOptions(browser)
    coatcheck.clock.advance(5 * 60_000)
    expect(await keep(browser, new SoftPasskey(url).register(late))).toMatchObject(INVALID)
    const elsewhere = new SoftPasskey('https://evil.example').register(await registrationOptions(browser))
    expect(await keep(browser, elsewhere)).toMatchObject(INVALID)
  })

  test('is one of at most twenty', async () => {
    const browser = await signedIn()
    for (let count = 0; count < 20; count++) await registered(browser)
    const passkey = new SoftPasskey(url)
    expect(await keep(browser, passkey.register(await registrationOptions(browser)))).toMatchObject({
      status: 409,
      body: { code: 'too_many_factors' },
    })
  })

  test('that is removed opens nothing any more', async () => {
    const browser = await signedIn()
    const passkey = await registered(browser)
    const { data } = (await browser.send('/api/auth/factors')).body as { readonly data: Json[] }
    const id = String(data.find(({ kind }) => kind === 'passkey')?.['id'])
    expect((await browser.send(`/api/auth/factors/${id}`, { method: 'DELETE', body: {} })).status).toBe(204)
    expect(await signIn(new Browser(url), passkey.prove(await signInOptions()))).toMatchObject(INVALID)
  })
})

describe('an answer', () => {
  test('is good once', async () => {
    const passkey = await registered(await signedIn())
    const answer = passkey.prove(await signInOptions())
    const tries = await Promise.all(Array.from({ length: 8 }, () => signIn(new Browser(url), answer)))
    expect(tries.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 7 }, () => 401),
    ])
  })

  test('without its owner’s verification, of another site, or altered is none', async () => {
    const passkey = await registered(await signedIn())
    expect(await signIn(new Browser(url), passkey.prove(await signInOptions(), PRESENT_ONLY))).toMatchObject(
      INVALID,
    )
    const altered = passkey.prove(await signInOptions())
    const response = altered['response'] as Json
    const signature = Buffer.from(String(response['signature']), 'base64url').reverse().toString('base64url')
    expect(
      await signIn(new Browser(url), { ...altered, response: { ...response, signature } }),
    ).toMatchObject(INVALID)
    expect(await signIn(new Browser(url), { ...altered, id: 'AAAA', rawId: 'AAAA' })).toMatchObject(INVALID)
    expect(await signIn(new Browser(url), { ...altered, response: { clientDataJSON: '' } })).toMatchObject(
      INVALID,
    )
  })

  test('of a copy, whose count did not rise, is none', async () => {
    const passkey = await registered(await signedIn())
    const counted = async (count: number) => {
      passkey.count = count
      return (await signIn(new Browser(url), passkey.prove(await signInOptions()))).status
    }
    expect([await counted(5), await counted(6), await counted(6), await counted(3)]).toEqual([
      200, 200, 401, 401,
    ])
  })

  test('of a disabled user is none', async () => {
    const browser = await signedIn()
    const passkey = await registered(browser)
    const { id } = (await browser.send('/api/auth/user')).body['user'] as { readonly id: string }
    await adminClient(coatcheck).post(`/users/${id}/disable`, {})
    expect(await signIn(new Browser(url), passkey.prove(await signInOptions()))).toMatchObject(INVALID)
  })
})
