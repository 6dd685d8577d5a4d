/** What a user takes along: all that is kept about them, nothing that opens anything, and nothing of anybody else's. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { Browser, type Json, PASSWORD } from '../support/api-client.ts'
import { SoftPasskey } from '../support/soft-passkey.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeAt } from '../support/totp.ts'

const EMAIL = 'grace@example.com'
let coatcheck: RunningCoatcheck
let admin: AdminClient
let ada: Browser
let organizationId: string

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
  ada = await signUp('ada@example.com')
  const created = await ada.send('/api/auth/organizations', { body: { name: 'Analysts' } })
  organizationId = String(created.body['id'])
})
afterAll(() => coatcheck.close())

async function signUp(email: string): Promise<Browser> {
  const browser = new Browser(coatcheck.url)
  const { status } = await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
  expect(status).toBe(201)
  return browser
}

async function post(browser: Browser, path: string, body: Json): Promise<Json> {
  const answer = await browser.send(path, { body })
  expect(answer.status).toBeLessThan(300)
  return answer.body
}

async function invite(organization: string): Promise<string> {
  await post(ada, `/api/auth/organizations/${organization}/invitations`, { email: EMAIL })
  const mails = coatcheck.server.mailer.outbox?.() ?? []
  const mail = mails.find(({ to, text }) => to === EMAIL && text.includes('invited'))
  return /ticket=(cco_[\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
}

async function taken(browser: Browser): Promise<Json> {
  const { status, body } = await browser.send('/api/auth/user/export')
  expect(status).toBe(200)
  return body
}

test('it has factors, memberships, organizations and invitations, and no secret of theirs', async () => {
  const grace = await signUp(EMAIL)
  const { user } = (await grace.send('/api/auth/user')).body as { readonly user: { readonly id: string } }
  await admin.patch(`/users/${user.id}`, { emailVerified: true, privateMetadata: { note: 'kept-private' } })
  const joinedBy = await invite(organizationId)
  await post(grace, '/api/auth/invitations/accept', { ticket: joinedBy })
  const member = `/organizations/${organizationId}/memberships/${user.id}`
  const metadata = { publicMetadata: { desk: 7 }, privateMetadata: { pay: 'kept-private' } }
  expect((await admin.patch(member, metadata)).status).toBe(200)
  coatcheck.clock.advance(1000) // so that the next invitation is the newer one
  const other = await post(ada, '/api/auth/organizations', { name: 'Others' })
  const pending = await invite(String(other['id']))

  const app = await post(grace, '/api/auth/factors/totp', { name: 'Phone' })
  coatcheck.clock.advance(30_000)
  const code = codeAt(String(app['secret']), coatcheck.clock.nowMs())
  const { recoveryCodes } = await post(grace, '/api/auth/factors/totp/verify', {
    factorId: app['factorId'],
    code,
  })
  const { publicKey } = await post(grace, '/api/auth/factors/passkeys/options', {})
  const passkey = new SoftPasskey(coatcheck.url).register(publicKey as Json)
  await post(grace, '/api/auth/factors/passkeys', { response: passkey, name: 'Laptop' })

  const body = await taken(grace)
  expect(body['memberships']).toMatchObject([
    {
      organization: { id: organizationId, name: 'Analysts' },
      role: 'org:member',
      publicMetadata: { desk: 7 },
    },
  ])
  expect(body['invitations']).toMatchObject([
    { organizationId: other['id'], email: EMAIL, state: 'pending' },
    { organizationId, email: EMAIL, state: 'accepted' },
  ])
  const factors = body['factors'] as readonly Json[]
  expect(factors.map(({ kind }) => String(kind)).toSorted()).toEqual(['passkey', 'recovery', 'totp'])
  for (const factor of factors) expect(factor['activatedAt']).toEqual(expect.any(String))
  const text = JSON.stringify(body)
  for (const secret of [
    String(app['secret']),
    String(passkey['id']),
    joinedBy,
    pending,
    PASSWORD,
    'kept-private',
    ...(recoveryCodes as readonly string[]),
    ...grace.cookies.values(),
  ])
    expect(text).not.toContain(secret)
  expect(text).not.toMatch(/cc[a-z]+_|argon2|hash|seed|ada@example\.com/i)
})

test('who only claims an address learns nothing of the invitations that it got', async () => {
  const { id } = await post(ada, '/api/auth/organizations', { name: 'Secretive' })
  const email = 'victim@example.com'
  await post(ada, `/api/auth/organizations/${String(id)}/invitations`, { email })
  const mallory = await signUp(email)
  expect((await taken(mallory))['invitations']).toEqual([])
})
