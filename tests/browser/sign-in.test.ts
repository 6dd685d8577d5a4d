/** Signing in and up by the client: passwords, second factors, passkeys, upstreams, and what is wrong with what was typed. */

import type { Proof, SignInInput, SignInOutcome, SignUpOutcome, StepOutcome } from '@coatcheck/sdk/browser'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PASSWORD } from '../support/api-client.ts'
import { withClient } from '../support/browser-app.ts'
import { idTokenClaims, trust } from '../support/exchange.ts'
import { signToken, startFakeUpstream } from '../support/fake-upstream.ts'
import { codeAt } from '../support/totp.ts'
import { answerWith, offerSignIn, readSentTo } from '../support/upstream-sign-in.ts'
import { expectSoon, openScene, type Person, type Scene, stateOf, tokenOf, type Visitor } from './scene.ts'

/** How the browser logs an answer that says what was wrong. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/

let scene: Scene
let visitor: Visitor
let person: Person
let tab: Page
beforeAll(async () => {
  scene = await openScene()
})
beforeEach(async () => {
  visitor = await scene.openBrowser()
  person = await scene.makePerson()
  tab = await visitor.openTab()
})
afterEach(() => scene.leave())
afterAll(() => scene.close())

function enter(input: SignInInput): Promise<SignInOutcome> {
  return withClient(tab, ({ client }, given) => client.signIn(given), input)
}

function prove(proof: Exclude<Proof, { readonly password: string }>): Promise<StepOutcome> {
  return withClient(tab, ({ client }, given) => client.proveSecondFactor(given), proof)
}

/** Posts to the API. @returns The body of its answer. */
async function call<Body>(path: string, body: object = {}): Promise<Body> {
  const answer = await withClient(
    tab,
    ({ client }, [to, given]) => client.call(to, { method: 'POST', body: given }),
    [path, body] as const,
  )
  if (!answer.ok) throw new Error(answer.code)
  return answer.body as Body
}

const byPassword = (): SignInInput => ({ email: person.email, password: PASSWORD })
const signedIn = (): object => ({ status: 'signed-in', userId: person.userId, reason: null, error: null })
const PENDING = { ok: true, session: { status: 'pending', tasks: [{ kind: 'second-factor' }] } }

describe('a password', () => {
  test('signs in, whoever was wrong before, and what was wrong is told by its code', async () => {
    visitor.expectComplaint(REFUSED)
    const wrong = await enter({ ...byPassword(), password: 'not-the-password' } as SignInInput)
    expect(wrong).toMatchObject({ ok: false, code: 'credentials_invalid', retryable: false })
    expect(await enter({ email: 'nobody', password: PASSWORD })).toMatchObject({
      ok: false,
      code: 'credentials_invalid',
    })
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-out', error: null })
    expect(await enter(byPassword())).toMatchObject({ ok: true, session: { status: 'active' } })
    expect(await stateOf(tab)).toEqual(signedIn())
    expect(await tokenOf(tab)).toMatch(/^ey/)
  })

  test('that is guessed at too often has to wait, and who is signed in notices nothing', async () => {
    visitor.expectComplaint(REFUSED)
    const other = await scene.makePerson()
    await enter({ email: other.email, password: PASSWORD })
    const codes = await withClient(
      tab,
      async ({ client }, email) => {
        const seen: unknown[] = []
        for (let guess = 0; guess < 12; guess++) {
          const outcome = await client.signIn({ email, password: `guess-${guess}` })
          if (!outcome.ok) seen.push([outcome.code, outcome.retryable, (outcome.retryAfterSeconds ?? 0) > 0])
        }
        return seen
      },
      person.email,
    )
    expect(codes[0]).toEqual(['credentials_invalid', false, false])
    expect(codes.at(-1)).toEqual(['rate_limited', true, true])
    expect(await stateOf(tab)).toEqual({ ...signedIn(), userId: other.userId })
    expect(await tokenOf(tab, { skipCache: true })).toMatch(/^ey/)
  })

  test('is changed, which ends the other devices and keeps this one in all its tabs', async () => {
    await enter(byPassword())
    const elsewhere = await (await scene.openBrowser()).openSignedIn(person)
    const other = await visitor.openTab()
    await expectSoon(() => scene.coatcheck.server.feed.readers(person.userId)).toBe(2)
    const changed = await withClient(tab, ({ client }, given) => client.changePassword(given), {
      currentPassword: PASSWORD,
      newPassword: 'marble-orchard-kettle-9',
    })
    expect(changed).toMatchObject({ ok: true, session: { status: 'active' } })
    await expectSoon(() => stateOf(elsewhere)).toMatchObject({
      status: 'signed-out',
      reason: 'password_changed',
    })
    for (const page of [tab, other]) {
      expect(await tokenOf(page, { skipCache: true })).toMatch(/^ey/)
      await expectSoon(() => stateOf(page)).toEqual(signedIn())
    }
  })

  test('proves who is there once more', async () => {
    await enter(byPassword())
    scene.coatcheck.clock.advance(20 * 60_000)
    await withClient(tab, ({ client }) => client.touch())
    const refused = await withClient(tab, ({ client }) => client.call('/factors/totp', { method: 'POST' }))
    visitor.expectComplaint(REFUSED)
    expect(refused).toMatchObject({ ok: false, code: 'reverification_required' })
    const proved = await withClient(tab, ({ client }, password) => client.reverify({ password }), PASSWORD)
    expect(proved).toMatchObject({ ok: true })
    expect(await call('/factors/totp')).toMatchObject({ secret: expect.any(String) })
  })
})

test('in a frame of another site, where no cookie is kept, says so and signs nobody in', async () => {
  visitor.expectComplaint(REFUSED)
  const page = await visitor.context.newPage()
  await page.goto(scene.app.url.replace('localhost', '127.0.0.1'))
  await page.evaluate(() => document.body.append(document.createElement('iframe')))
  const frame = await (await page.waitForSelector('iframe')).contentFrame()
  if (frame === null) throw new Error('there is no frame')
  await scene.app.open(frame)

  const outcome = await withClient(frame, ({ client }, given) => client.signIn(given), byPassword())
  expect(outcome).toMatchObject({ ok: false, code: 'cookies_blocked', retryable: false })
  expect(await stateOf(frame)).toMatchObject({ status: 'signed-out', userId: null, error: null })
})

describe('with an authenticator app', () => {
  let secret: string
  let recoveryCodes: readonly string[]
  beforeEach(async () => {
    await enter(byPassword())
    const enrolled = await call<{ readonly secret: string; readonly factorId: string }>('/factors/totp')
    secret = enrolled.secret
    const verified = await call<{ readonly recoveryCodes: readonly string[] }>('/factors/totp/verify', {
      factorId: enrolled.factorId,
      code: nextCode(),
    })
    recoveryCodes = verified.recoveryCodes
    await withClient(tab, ({ client }) => client.signOut())
  })

  /** A code that was not used yet. */
  function nextCode(): string {
    scene.coatcheck.clock.advance(30_000)
    return codeAt(secret, scene.coatcheck.clock.nowMs())
  }

  test('nobody is signed in before the code is right, and then in all tabs', async () => {
    visitor.expectComplaint(REFUSED)
    const other = await visitor.openTab()
    expect(await enter(byPassword())).toMatchObject(PENDING)
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-out', userId: null })
    expect(await tokenOf(tab)).toBe(null)
    expect(await prove({ code: '000000' })).toMatchObject({ ok: false, code: 'factor_invalid' })
    expect(await prove({ code: nextCode() })).toMatchObject({ ok: true, session: { status: 'active' } })
    for (const page of [tab, other]) {
      await expectSoon(() => stateOf(page)).toEqual(signedIn())
      await expectSoon(() => tokenOf(page)).toMatch(/^ey/)
    }
  })

  test('a page that is loaded again in between still asks for the code', async () => {
    await enter(byPassword())
    await scene.app.open(tab)
    await withClient(tab, ({ client }) => client.load())
    const pending = await withClient(tab, ({ client }) => client.state.sessions)
    expect(pending).toMatchObject([{ status: 'pending', user: { id: person.userId } }])
    expect(await prove({ code: nextCode() })).toMatchObject({ ok: true })
    await expectSoon(() => stateOf(tab)).toEqual(signedIn())
  })

  test('a recovery code does as well', async () => {
    await enter(byPassword())
    expect(await prove({ recoveryCode: recoveryCodes[0]! })).toMatchObject({ ok: true })
    await expectSoon(() => stateOf(tab)).toEqual(signedIn())
  })

  test('who gives up is nobody, and nothing is left of it', async () => {
    const { session } = (await enter(byPassword())) as { readonly session: { readonly id: string } }
    const left = await withClient(tab, ({ client }, sessionId) => client.signOut({ sessionId }), session.id)
    expect(left).toEqual({ ok: true })
    expect(await withClient(tab, ({ client }) => client.state.sessions)).toEqual([])
    expect(await visitor.context.cookies()).toEqual([])
  })
})

test('a passkey is made, and signs in without a name', async () => {
  const cdp = await visitor.context.newCDPSession(tab)
  await cdp.send('WebAuthn.enable')
  const options = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true }
  const device = {
    protocol: 'ctap2',
    transport: 'internal',
    automaticPresenceSimulation: true,
    ...options,
  } as const
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: device })
  await enter(byPassword())
  const made = await withClient(tab, async ({ client }) => {
    const asked = await client.call<{ readonly publicKey: PublicKeyCredentialCreationOptionsJSON }>(
      '/factors/passkeys/options',
      { method: 'POST' },
    )
    if (!asked.ok) return asked
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked.body.publicKey)
    const response = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
    return await client.call('/factors/passkeys', { method: 'POST', body: { response: response.toJSON() } })
  })
  expect(made).toMatchObject({ ok: true })
  await withClient(tab, ({ client }) => client.signOut())
  const entered = await withClient(tab, async ({ client }) => {
    const asked = await client.call<{ readonly publicKey: PublicKeyCredentialRequestOptionsJSON }>(
      '/passkey/options',
      {
        method: 'POST',
      },
    )
    if (!asked.ok) return asked
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked.body.publicKey)
    const response = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential
    return await client.signIn({ passkey: response.toJSON() })
  })
  expect(entered).toMatchObject({ ok: true, session: { status: 'active' } })
  expect(await stateOf(tab)).toEqual(signedIn())
  expect(await tokenOf(tab)).toMatch(/^ey/)
})

describe('an upstream', () => {
  test('signs in who comes back from it', async () => {
    const upstream = await startFakeUpstream()
    const id = await offerSignIn(scene.coatcheck, upstream)
    const redirectUri = `${scene.app.url}/back`
    const started = await call<{
      readonly authorizationUrl: string
      readonly state: string
      readonly binding: string
    }>(`/upstreams/${id}/start`, { redirectUri })
    const { nonce } = readSentTo(started.authorizationUrl)
    const email = `upstream-${person.email}`
    answerWith(scene.coatcheck, upstream, nonce, { sub: 'ada-7', email })
    const { state, binding } = started
    const back = { id, state, binding, code: 'good', iss: upstream.issuer }
    expect(await enter({ upstream: back })).toMatchObject({ ok: true, session: { user: { email } } })
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-in' })
    expect(await tokenOf(tab)).toMatch(/^ey/)
    visitor.expectComplaint(REFUSED)
    expect(await enter({ upstream: back })).toMatchObject({ ok: false, code: 'upstream_sign_in_invalid' })
    await upstream.close()
  })

  test('signs in who brings its token, once', async () => {
    const upstream = await startFakeUpstream()
    await trust(scene.coatcheck, upstream, 'oidc')
    const email = `token-${person.email}`
    const claims = idTokenClaims(scene.coatcheck, upstream, { sub: 'grace-7', email, jti: person.userId })
    const upstreamToken = signToken(upstream.rsa, claims)
    expect(await enter({ upstreamToken })).toMatchObject({ ok: true, session: { user: { email } } })
    await withClient(tab, ({ client }) => client.signOut())
    visitor.expectComplaint(REFUSED)
    expect(await enter({ upstreamToken })).toMatchObject({ ok: false, code: 'upstream_token_used' })
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-out', reason: 'signed_out' })
    await upstream.close()
  })
})

test('somebody who signs in on the server’s own pages is signed in where they come back to', async () => {
  expect(await stateOf(tab)).toMatchObject({ status: 'signed-out' })
  const page = await visitor.context.newPage()
  await page.goto(`${scene.coatcheck.url}/sign-in`)
  await page.getByLabel('E-mail address').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/account')
  await page.close()
  await tab.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await expectSoon(() => stateOf(tab)).toMatchObject(signedIn())
})

describe('a new account', () => {
  const signUp = (page: Page, email: string, password: string = PASSWORD): Promise<SignUpOutcome> =>
    withClient(page, ({ client }, given) => client.signUp(given), { email, password, firstName: 'Ada' })

  let strict: Scene
  beforeAll(async () => {
    strict = await openScene({ environment: { COATCHECK_REQUIRE_EMAIL_VERIFICATION: 'true' } })
  })
  afterEach(() => strict.leave())
  afterAll(() => strict.close())

  test('is signed in, and one that there is, or a password that everybody has, is refused', async () => {
    visitor.expectComplaint(REFUSED)
    expect(await signUp(tab, person.email)).toMatchObject({ ok: false, code: 'email_taken' })
    const weak = await signUp(tab, `weak-${person.email}`, 'password1')
    expect(weak).toMatchObject({ ok: false, code: 'password_rejected', detail: expect.any(String) })
    const made = await signUp(tab, `new-${person.email}`)
    expect(made).toMatchObject({ ok: true, session: { user: { firstName: 'Ada' } } })
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-in', error: null })
  })

  test('waits for its address to be verified, where that is asked for', async () => {
    const page = await (await strict.openBrowser()).openTab()
    const email = 'ada@example.com'
    expect(await signUp(page, email)).toEqual({ ok: true, session: null })
    expect(await stateOf(page)).toMatchObject({ status: 'signed-out', userId: null, error: null })
    await strict.coatcheck.server.background.drain()
    const mails = strict.coatcheck.server.mailer.outbox?.() ?? []
    const [ticket = ''] = mails.flatMap(({ text }) => /ticket=(cco_[\w-]+)/.exec(text)?.[1] ?? [])
    // The link alone is not enough: whoever the mail went to by mistake does not know the password.
    const verified = await withClient(
      page,
      ({ client }, body) => client.call('/email/verify', { method: 'POST', body }),
      { ticket, password: PASSWORD },
    )
    expect(verified).toMatchObject({ ok: true, body: { email, emailVerified: true } })
    const entered = await withClient(page, ({ client }, given) => client.signIn(given), {
      email,
      password: PASSWORD,
    })
    expect(entered).toMatchObject({ ok: true, session: { user: { emailVerified: true } } })
  })
})

test('a list of accounts that was asked for before a sign-in, and comes after it, signs nobody out', async () => {
  const hold = Promise.withResolvers<void>()
  const isOld = Promise.withResolvers<void>()
  visitor.expectComplaint(REFUSED)
  await visitor.context.route('**/api/auth/client', async (route) => {
    const response = await route.fetch()
    isOld.resolve()
    await hold.promise
    await route.fulfill({ response })
  })
  const reloaded = withClient(tab, ({ client }) => client.reload().then(() => null))
  await isOld.promise
  expect(await enter({ email: person.email, password: PASSWORD })).toMatchObject({ ok: true })
  hold.resolve()
  await reloaded
  expect(await stateOf(tab)).toMatchObject({ status: 'signed-in', userId: person.userId, reason: null })
})
