/** The ten seconds in which a replaced client secret still serves what was under way: it mints, and changes nothing. */

import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Answer, Browser, PASSWORD, register, type RequestOptions } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const NEW_PASSWORD = 'marble-orchard-kettle-9'

let coatcheck: RunningCoatcheck
/** A copy of the browser's cookies from before the password change. */
let former: Browser

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  await register(coatcheck.url, 'ada@example.com')
  const browser = new Browser(coatcheck.url)
  await browser.send('/api/auth/login', { body: { email: 'ada@example.com', password: PASSWORD } })
  former = new Browser(coatcheck.url)
  for (const [name, value] of browser.cookies) former.cookies.set(name, value)
  coatcheck.clock.advance(1)
  const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }
  expect((await browser.send('/api/auth/password', { body })).status).toBe(200)
})
afterEach(() => coatcheck.close())

const mint = (body: object = {}): Promise<Answer> => former.send('/api/auth/session/token', { body })

test('mints a token of the default lifetime, and after ten seconds nothing', async () => {
  const minted = await mint()
  expect(minted.status).toBe(200)
  const { issuedAt, expiresAt } = minted.body
  expect(Date.parse(String(expiresAt)) - Date.parse(String(issuedAt))).toBe(60_000)
  coatcheck.clock.advance(10_000)
  expect((await mint()).status).toBe(401)
})

test.each<[string, string, RequestOptions]>([
  ['a token for longer', '/api/auth/session/token', { body: { expiresInSeconds: 3600 } }],
  ['the user’s data', '/api/auth/user/export', {}],
  ['another name', '/api/auth/user', { method: 'PATCH', body: { firstName: 'Mallory' } }],
  [
    'another password',
    '/api/auth/password',
    { body: { currentPassword: NEW_PASSWORD, newPassword: PASSWORD } },
  ],
  ['everybody out', '/api/auth/logout', { body: { scope: 'global' } }],
  ['other devices out', '/api/auth/sessions?scope=others', { method: 'DELETE', body: {} }],
])('does not give %s', async (_what, path, options) => {
  expect(await former.send(path, options)).toMatchObject({ status: 409, body: { code: 'client_superseded' } })
})

test('signs nobody out by a page either', async () => {
  const page = await former.send('/sign-in')
  const token = /name="csrf_token" value="([^"]+)"/.exec(String(page.body['text']))?.[1] ?? ''
  const form = new URLSearchParams({ csrf_token: token, scope: 'global' })
  const answer = await former.submit('/account/sign-out', form)
  expect(answer.headers.get('location')).toBe('/sign-in')
  expect((await mint()).status).toBe(200)
})
