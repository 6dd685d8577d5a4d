/** Signing in with GitHub, as a server of its shape does it. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { Browser, type Json } from '../support/api-client.ts'
import { failureReason } from '../support/exchange.ts'
import { type GithubAccount, type GithubServer, startGithubServer } from '../support/github-server.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { comeBack, leaveFor } from '../support/upstream-sign-in.ts'

const CLIENT = { id: 'Iv1.abc', secret: 'secret: with % and +' }
const ADA: GithubAccount = {
  id: 583_231,
  login: 'ada',
  name: 'Ada Lovelace',
  emails: [
    { email: 'other@example.com', primary: false, verified: true },
    { email: 'ada@example.com', primary: true, verified: true },
  ],
}

let coatcheck: RunningCoatcheck
let github: GithubServer
let id: string

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  github = await startGithubServer(CLIENT)
  const { body } = await adminClient(coatcheck).post('/upstreams', {
    kind: 'github',
    issuer: github.issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
  })
  id = String(body['id'])
})
afterAll(async () => {
  await coatcheck.close()
  await github.close()
})

/** Signs in as whoever is at GitHub's page. */
async function signIn(
  person: GithubAccount | null,
  change: (back: URL) => void = () => {},
): Promise<{ readonly way: string; readonly browser: Browser; readonly back: Json }> {
  coatcheck.clock.advance(5 * 60_000)
  github.person = person
  const browser = new Browser(coatcheck.url)
  const { url } = await leaveFor(browser, id)
  const answer = await fetch(url, { redirect: 'manual' })
  const address = new URL(answer.headers.get('location') ?? '')
  change(address)
  const back = Object.fromEntries(address.searchParams)
  return { way: await comeBack(browser, id, back), browser, back }
}

test('is GitHub itself unless another address is given, and never answers the secret', async () => {
  const admin = adminClient(coatcheck)
  const { body } = await admin.post('/upstreams', { kind: 'github', clientId: 'x', clientSecret: 'hidden' })
  expect(body).toMatchObject({
    issuer: 'https://github.com',
    name: 'GitHub',
    jwksUrl: null,
    authorizationUrl: 'https://github.com/login/oauth/authorize',
    tokenUrl: 'https://github.com/login/oauth/access_token',
    userInfoUrl: 'https://api.github.com/user',
    clientAuthentication: 'client_secret_post',
    hasClientSecret: true,
    scopes: ['read:user', 'user:email'],
    signIn: true,
  })
  expect(JSON.stringify(body)).not.toContain('hidden')
  await admin.delete(`/upstreams/${String(body['id'])}`)
  expect(await admin.post('/upstreams', { kind: 'github' })).toMatchObject({
    status: 400,
    body: { field: 'body.clientId' },
  })
  expect(await admin.post('/upstreams', { kind: 'github', clientId: 'x' })).toMatchObject({
    status: 400,
    body: { field: 'body.clientSecret' },
  })
})

test('signs up whoever has an account there, and in again under another name', async () => {
  const first = await signIn(ADA)
  expect(first.way).toBe('/account')
  expect((await first.browser.send('/api/auth/user')).body['user']).toMatchObject({
    email: 'ada@example.com',
    emailVerified: true,
    firstName: 'Ada Lovelace',
  })
  const again = await signIn({ ...ADA, login: 'countess', emails: [] })
  expect(again.way).toBe('/account')
  expect((await again.browser.send('/api/auth/user')).body['user']).toMatchObject({
    email: 'ada@example.com',
  })
  expect((await again.browser.send('/api/auth/identities')).body['data']).toMatchObject([
    { issuer: github.issuer, subject: '583231', name: 'GitHub' },
  ])
})

test('knows a new owner of an old name by another number', async () => {
  const { browser } = await signIn({ ...ADA, id: 7, emails: [{ email: 'x@example.com', primary: true }] })
  expect((await browser.send('/api/auth/user')).body['user']).toMatchObject({ email: null })
})

test('leads back to the choice when somebody says no there', async () => {
  expect((await signIn(null)).way).toBe('/sign-in?error=upstream_sign_in_refused')
  expect(await failureReason(coatcheck)).toBe('access_denied')
})

test('takes no code twice, none that was not made for this sign-in, and nobody without a number', async () => {
  const { back, browser } = await signIn(ADA)
  const fresh = await leaveFor(browser, id)
  expect(await comeBack(browser, id, { ...back, state: fresh.state })).toBe(
    '/sign-in?error=upstream_sign_in_refused',
  )
  expect(await failureReason(coatcheck)).toBe('code-refused')
  // A code of another sign-in, slipped in: its verifier is another one.
  github.person = ADA
  const stolen = await fetch((await leaveFor(new Browser(coatcheck.url), id)).url, { redirect: 'manual' })
  const code = new URL(stolen.headers.get('location') ?? '').searchParams.get('code') ?? ''
  expect((await signIn(ADA, (address) => address.searchParams.set('code', code))).way).toContain('error=')
  expect(await failureReason(coatcheck)).toBe('code-refused')
  expect((await signIn({ ...ADA, id: 'ada' as never })).way).toContain('error=')
  expect(await failureReason(coatcheck)).toBe('user-unknown')
})
