import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AnsweringSession,
  type AskedOfPerson,
  authorizationStep,
  needsConsent,
  type Prompt,
} from './authorization-step.ts'

const NOW_MS = 1_000_000
const ASKED: AskedOfPerson = {
  prompts: [],
  maxAgeSeconds: null,
  wantsSecondFactor: false,
  askedAtMs: null,
}
const SESSION: AnsweringSession = {
  firstAtMs: NOW_MS - 60_000,
  secondAtMs: null,
  createdAtMs: NOW_MS - 60_000,
  isActing: false,
}

function step(
  asked: Partial<AskedOfPerson>,
  session: Partial<AnsweringSession> | null = {},
  more: { readonly isPending?: boolean; readonly needsConsent?: boolean } = {},
): string {
  const decided = authorizationStep(
    { ...ASKED, ...asked },
    {
      session: session === null ? null : { ...SESSION, ...session },
      isPending: false,
      needsConsent: false,
      nowMs: NOW_MS,
      ...more,
    },
  )
  return decided.next === 'refuse' ? decided.error : decided.next
}

describe('what comes next', () => {
  test('nobody there signs in, or finishes a sign-in', () => {
    expect(step({}, null)).toBe('sign-in')
    expect(step({}, null, { isPending: true })).toBe('second-factor')
    expect(step({ prompts: ['none'] }, null, { isPending: true })).toBe('login_required')
  })

  test('whoever is there is asked for consent, or grants', () => {
    expect(step({})).toBe('grant')
    expect(step({}, {}, { needsConsent: true })).toBe('consent')
    expect(step({ prompts: ['none'] }, {}, { needsConsent: true })).toBe('consent_required')
  })

  test('under impersonation nothing is granted', () => {
    expect(step({}, { isActing: true })).toBe('access_denied')
    expect(step({ prompts: ['login'] }, { isActing: true })).toBe('access_denied')
  })

  test('prompt=login wants a sign-in since it was asked', () => {
    const prompts: Prompt[] = ['login']
    expect(step({ prompts })).toBe('sign-in-again')
    expect(step({ prompts, askedAtMs: NOW_MS - 30_000 })).toBe('sign-in-again')
    expect(step({ prompts, askedAtMs: NOW_MS - 60_000 })).toBe('grant')
  })

  test('max_age wants a sign-in that is no older, 0 one since it was asked', () => {
    expect(step({ maxAgeSeconds: 60 })).toBe('grant')
    expect(step({ maxAgeSeconds: 59 })).toBe('sign-in-again')
    expect(step({ maxAgeSeconds: 59, prompts: ['none'] })).toBe('login_required')
    expect(step({ maxAgeSeconds: 0, askedAtMs: NOW_MS - 60_000 })).toBe('grant')
  })

  test('a second factor is a wish: asked for once, and not missed', () => {
    expect(step({ wantsSecondFactor: true })).toBe('sign-in-again')
    expect(step({ wantsSecondFactor: true }, { secondAtMs: NOW_MS })).toBe('grant')
    expect(step({ wantsSecondFactor: true, prompts: ['none'] })).toBe('grant')
    expect(step({ wantsSecondFactor: true, askedAtMs: NOW_MS - 60_000 })).toBe('grant')
  })

  test('an account is chosen once', () => {
    expect(step({ prompts: ['select_account'] })).toBe('select-account')
    expect(step({ prompts: ['select_account'], askedAtMs: NOW_MS })).toBe('grant')
  })

  test('a sign-in that proves nothing is not asked for again and again', () => {
    const session = { firstAtMs: null, createdAtMs: NOW_MS }
    expect(step({ prompts: ['login'], askedAtMs: NOW_MS - 1 }, session)).toBe('login_required')
  })

  test('nor is one that an upstream dates before the request', () => {
    const session = { firstAtMs: NOW_MS - 2_000, createdAtMs: NOW_MS }
    const askedAtMs = NOW_MS - 1_000
    expect(step({ prompts: ['login'], askedAtMs }, session)).toBe('login_required')
    expect(step({ maxAgeSeconds: 1, askedAtMs }, session)).toBe('login_required')
    expect(step({ wantsSecondFactor: true, askedAtMs }, session)).toBe('grant')
  })

  test('whatever was asked, a sign-in since then ends in consent or a grant', () => {
    fc.assert(
      fc.property(
        fc.subarray(['login', 'consent', 'select_account'] as const),
        fc.option(fc.nat()),
        fc.boolean(),
        fc.boolean(),
        fc.nat({ max: NOW_MS }),
        (prompts, maxAgeSeconds, wantsSecondFactor, consent, ago) => {
          const askedAtMs = NOW_MS - ago
          const asked = { prompts, maxAgeSeconds, wantsSecondFactor, askedAtMs }
          const found = step(asked, { firstAtMs: NOW_MS }, { needsConsent: consent })
          expect(found).toBe(consent ? 'consent' : 'grant')
        },
      ),
    )
  })
})

describe('AZ-15: whether the person is asked', () => {
  const client = { firstParty: false, type: 'confidential', registration: 'admin' } as const
  const asked = { redirectUri: 'https://app.example/cb', scopes: ['openid'], resources: ['https://api'] }
  const grant = { ...asked, organizationId: null }

  test('once, until something new is asked for', () => {
    expect(needsConsent(client, grant, null, [])).toBe(true)
    expect(needsConsent(client, grant, grant, [])).toBe(false)
    expect(needsConsent(client, grant, grant, ['consent'])).toBe(true)
    expect(needsConsent(client, { ...grant, scopes: ['openid', 'email'] }, grant, [])).toBe(true)
    expect(needsConsent(client, { ...grant, resources: ['https://other'] }, grant, [])).toBe(true)
    expect(needsConsent(client, { ...grant, organizationId: 'org_1' }, grant, [])).toBe(true)
    const both = { ...grant, resources: ['https://api', 'https://other'] }
    expect(needsConsent(client, grant, both, [])).toBe(true)
    expect(needsConsent(client, { ...both, resources: both.resources.toReversed() }, both, [])).toBe(false)
    expect(needsConsent(client, { ...grant, scopes: [] }, grant, [])).toBe(false)
  })

  test('always for whom anybody could pretend to be', () => {
    const onDevice = { ...grant, redirectUri: 'http://127.0.0.1:4711/cb' }
    expect(needsConsent({ ...client, type: 'public' }, onDevice, grant, [])).toBe(true)
    expect(needsConsent({ ...client, type: 'public' }, grant, grant, [])).toBe(false)
    for (const registration of ['dynamic', 'document'] as const)
      expect(needsConsent({ ...client, registration }, grant, grant, [])).toBe(true)
  })

  test('never for our own applications', () => {
    const own = { firstParty: true, type: 'public', registration: 'admin' } as const
    expect(needsConsent(own, { ...grant, redirectUri: 'com.example:/cb' }, null, ['consent'])).toBe(false)
  })
})
