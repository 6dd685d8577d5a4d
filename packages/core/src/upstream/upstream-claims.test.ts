/** The claims of upstreams' tokens: total on whatever comes, and never good by accident. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonMembers } from '../verify/strict-json.ts'
import type { Upstream, UpstreamKind } from './upstream.ts'
import { checkUpstreamClaims } from './upstream-claims.ts'

const NOW = 1_780_000_000

const upstream = (kind: UpstreamKind): Upstream => ({
  id: 'app_01jd0c3v9m8x7k2q4w5r6t7y8z' as Upstream['id'],
  kind,
  issuer: 'https://issuer.example',
  jwksUrl: 'https://issuer.example/keys',
  algorithms: ['RS256'],
  audiences: ['web'],
  authorizedParties: kind === 'clerk' ? ['https://app.example'] : [],
  maxTokenAgeSeconds: 300,
  allowActor: false,
  name: 'Example',
  signIn: false,
  signUp: true,
  client: null,
  sealedClientSecret: null,
  endsSessions: true,
  sealedWebhookSecret: null,
  createdAtMs: 0,
})

const good: JsonMembers = {
  iss: 'https://issuer.example',
  sub: 'person',
  aud: 'web',
  azp: undefined,
  role: 'authenticated',
  iat: NOW,
  exp: NOW + 300,
}
const claimsOf = (kind: UpstreamKind): JsonMembers =>
  kind === 'clerk' ? { ...good, azp: 'https://app.example' } : good
const check = (kind: UpstreamKind, payload: JsonMembers, header: JsonMembers = {}) =>
  checkUpstreamClaims(upstream(kind), { header, payload }, NOW * 1000)

const kinds = fc.constantFrom<UpstreamKind>('oidc', 'clerk', 'supabase')

describe('the claims of an upstream token', () => {
  test.each<UpstreamKind>(['oidc', 'clerk', 'supabase'])(
    'of kind %s that are as they should be hold',
    (kind) => {
      expect(check(kind, claimsOf(kind))).toMatchObject({ ok: true, subject: 'person', actor: null })
    },
  )

  test('are judged, whatever they are', () => {
    fc.assert(
      fc.property(
        kinds,
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (kind, payload, header) => {
          expect(check(kind, payload, header)).toMatchObject({ ok: false })
        },
      ),
    )
  })

  test.each<[string, (value: unknown) => boolean]>([
    ['iss', (value) => value === 'https://issuer.example'],
    ['sub', (value) => typeof value === 'string' && value.length > 0 && value.length <= 255],
    ['aud', (value) => [value].flat().every((audience) => audience === 'web')],
    ['iat', (value) => Number.isSafeInteger(value) && Number(value) >= NOW],
    ['exp', (value) => Number.isSafeInteger(value) && Number(value) <= NOW + 300],
  ])('with another value of %s hold only if it is a good one too', (claim, isGood) => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>('web', ['web'], NOW, NOW + 1, 'someone'))
    fc.assert(
      fc.property(kinds, value, (kind, other) => {
        const { ok } = check(kind, { ...claimsOf(kind), [claim]: other })
        expect(ok && !isGood(other)).toBe(false)
      }),
    )
  })

  test('give an address only when the issuer says that it verified it', () => {
    const email = 'Ada@Example.com'
    expect(check('oidc', { ...good, email, email_verified: true })).toMatchObject({
      email: 'ada@example.com',
    })
    for (const email_verified of [false, 'true', 1, undefined]) {
      expect(check('oidc', { ...good, email, email_verified })).toMatchObject({ ok: true, email: null })
    }
    const metadata = { user_metadata: { email_verified: true } } // the user writes those
    expect(check('supabase', { ...good, email, ...metadata })).toMatchObject({ email: null })
  })

  test('tell the ages of factors only for Clerk, and never from before time', () => {
    const clerk = (fva: unknown) => check('clerk', { ...claimsOf('clerk'), fva })
    const none = { firstAtMs: null, secondAtMs: null }
    expect(clerk([2, -1])).toMatchObject({ factors: { firstAtMs: (NOW - 120) * 1000, secondAtMs: null } })
    for (const fva of [[-2, -1], [0.5, 'x'], [1e12, -1], 'x', [1]])
      expect(clerk(fva)).toMatchObject({ factors: none })
    expect(check('oidc', { ...good, fva: [0, 0] })).toMatchObject({ factors: none })
  })

  test('without any audience or party configured are refused', () => {
    const careless = { ...upstream('oidc'), audiences: [] }
    expect(checkUpstreamClaims(careless, { header: {}, payload: good }, NOW * 1000)).toEqual({
      ok: false,
      reason: 'token-audience-invalid',
    })
  })
})
