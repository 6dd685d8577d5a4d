/** Lifetimes of templates' tokens, for any session and any moment; and who has the last word on a claim. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idFromBytes } from '../id/id.ts'
import type { Session } from '../session/session.ts'
import { seededRandom } from '../testing/seeded-random.ts'
import { mintDetachedClaims, mintTemplateClaims, type TemplateMintInput } from './mint-template-claims.ts'

const NOW_MS = 1_780_000_000_500
const ID = new Uint8Array(16)
const random = seededRandom(1)

const SESSION: Session = {
  id: idFromBytes('sess', ID),
  userId: idFromBytes('user', ID),
  clientId: idFromBytes('client', ID),
  transport: 'cookie',
  createdAtMs: NOW_MS,
  lastActiveAtMs: NOW_MS,
  end: null,
  epoch: 0,
  limits: {
    idleMs: 1_800_000,
    activitySlackMs: 5_000,
    absoluteExpiresAtMs: NOW_MS + 7 * 86_400_000,
    tokenLifetimeMs: 60_000,
    tokenMaxLifetimeMs: 3_600_000,
  },
  factors: { firstAtMs: NOW_MS, secondAtMs: null },
  activeOrganizationId: null,
  needsSecondFactor: false,
  neededSecondFactor: false,
  factorsBefore: { firstAtMs: null, secondAtMs: null },
  opaqueHash: null,
  chain: null,
  tokensUntilMs: null,
  rememberMe: true,
  device: { address: null, userAgent: null },
  actor: null,
  authorizedParty: 'https://app.example',
  method: null,
  oauth: null,
}

function inputOf(lifetimeSeconds: number, askedSeconds: number | null = null): TemplateMintInput {
  return {
    issuer: 'https://auth.example',
    authorizedParty: 'https://app.example',
    askedLifetimeMs: askedSeconds === null ? null : askedSeconds * 1000,
    template: { lifetimeSeconds, clockSkewSeconds: 0 },
    custom: {},
  }
}

function mint(session: Session, lifetimeSeconds: number, askedSeconds: number | null = null) {
  const input = { ...inputOf(lifetimeSeconds, askedSeconds), position: 7 }
  const { expiresAtMs, clampedBy } = mintTemplateClaims({ session, nowMs: NOW_MS }, input, random)
  return [Math.round((expiresAtMs - NOW_MS) / 1000), clampedBy]
}

const lifetime = fc.integer({ min: 30, max: 315_360_000 })

describe('the lifetime of a template’s token', () => {
  test('is the template’s, less if asked, and capped by the deadlines of its session', () => {
    const noIdle = { ...SESSION, limits: { ...SESSION.limits, idleMs: null } }
    expect(mint(SESSION, 60)).toEqual([60, null])
    expect(mint(SESSION, 600, 30)).toEqual([30, null])
    expect(mint(SESSION, 600, 601)).toEqual([600, 'policy'])
    expect(mint(SESSION, 7_200)).toEqual([1_805, 'idle'])
    expect(mint(noIdle, 315_360_000)).toEqual([7 * 86_400, 'session'])
  })

  test('is the default of session tokens at most while somebody acts as the user', () => {
    const acting = { ...SESSION, actor: { sub: 'user_admin' } }
    expect(mint(acting, 3_600)).toEqual([60, 'policy'])
    expect(mint(acting, 30)).toEqual([30, null])
  })

  test('never goes beyond what was asked, the template or the session', () => {
    fc.assert(
      fc.property(
        lifetime,
        fc.option(lifetime, { nil: null }),
        fc.nat(10_000_000),
        (template, asked, absolute) => {
          const limits = { ...SESSION.limits, absoluteExpiresAtMs: NOW_MS + absolute }
          const input = { ...inputOf(template, asked), position: 7 }
          const { expiresAtMs } = mintTemplateClaims(
            { session: { ...SESSION, limits }, nowMs: NOW_MS },
            input,
            random,
          )
          const most = Math.min(template * 1000, (asked ?? template) * 1000, absolute)
          expect(expiresAtMs).toBeLessThanOrEqual(NOW_MS + most)
        },
      ),
    )
  })

  test('of a detached token is the template’s, whatever becomes of sessions', () => {
    fc.assert(
      fc.property(lifetime, fc.option(lifetime, { nil: null }), (template, asked) => {
        const user = { userId: SESSION.userId, nowMs: NOW_MS }
        const { claims, jti, clampedBy } = mintDetachedClaims(user, inputOf(template, asked), random)
        const life = Math.min(template, asked ?? template)
        expect(claims).toMatchObject({ exp: Math.floor(NOW_MS / 1000) + life, jti })
        expect(clampedBy).toBe(asked !== null && asked > template ? 'policy' : null)
        expect(claims).not.toHaveProperty('sid')
      }),
    )
  })
})

describe('the claims', () => {
  test('that a token sets itself win over those of a template', () => {
    const custom = Object.fromEntries(
      ['iss', 'sub', 'sid', 'iat', 'nbf', 'exp', 'jti', 'azp', 'act', 'gen'].map((name) => [name, 'forged']),
    )
    const acting = { ...SESSION, actor: { sub: 'user_admin' } }
    const input = { ...inputOf(60), custom: { ...custom, own: 1 }, position: 7 }
    const { claims } = mintTemplateClaims({ session: acting, nowMs: NOW_MS }, input, random)
    expect(claims).toMatchObject({ own: 1, gen: 7, act: { sub: 'user_admin' } })
    expect(Object.values(claims)).not.toContain('forged')
  })

  test('begin earlier by the clock skew, and end no later for it', () => {
    const template = { lifetimeSeconds: 60, clockSkewSeconds: 300 }
    const input = { ...inputOf(60), template, position: 7 }
    const nowSeconds = Math.floor(NOW_MS / 1000)
    expect(mintTemplateClaims({ session: SESSION, nowMs: NOW_MS }, input, random).claims).toMatchObject({
      iat: nowSeconds - 300,
      nbf: nowSeconds - 300,
      exp: nowSeconds + 60,
    })
  })
})
