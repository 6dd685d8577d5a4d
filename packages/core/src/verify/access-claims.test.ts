/** JWT-3, JWT-4: every claim of an access token is there and of its form, or the token is none. */

import { expect, test } from 'vitest'
import { checkAccessClaims } from './access-claims.ts'

const RULES = {
  issuer: 'https://auth.example',
  nowSeconds: 1_000_000,
  skewSeconds: 5,
  maxLifetimeSeconds: 86_400,
}

const CLAIMS = {
  iss: 'https://auth.example',
  sub: 'user_1',
  sid: 'sess_1',
  aud: 'https://api.example',
  client_id: 'app_1',
  scope: 'notes:read notes:write',
  iat: 1_000_000,
  exp: 1_000_600,
  jti: 'jti',
  gen: 3,
}

test('what is well-formed holds, with little or with all that there can be', () => {
  const { sid: _, gen: __, ...machine } = CLAIMS
  const all = {
    ...CLAIMS,
    nbf: 1_000_000,
    auth_time: 999_000,
    acr: 'aal2',
    amr: ['pwd', 'mfa'],
    act: { sub: 'app_2' },
    cnf: { jkt: 'thumbprint' },
    org: { id: 'org_1', slug: 'one', role: 'org:admin', permissions: [] },
  }
  for (const claims of [CLAIMS, machine, all, { ...CLAIMS, scope: '' }, { ...CLAIMS, aud: ['one', 'two'] }])
    expect(checkAccessClaims(claims, RULES)).toMatchObject({ ok: true, claims })
})

test.each<[string, unknown]>([
  ['sub', undefined],
  ['sub', 1],
  ['sub', ''],
  ['sub', 'x'.repeat(256)],
  ['sid', 1],
  ['aud', undefined],
  ['aud', ''],
  ['aud', []],
  ['aud', [{}]],
  ['client_id', undefined],
  ['client_id', ''],
  ['client_id', {}],
  ['scope', undefined],
  ['scope', 'two  spaces'],
  ['scope', ['notes:read']],
  ['jti', undefined],
  ['jti', 7],
  ['iat', undefined],
  ['iat', '1000000'],
  ['exp', undefined],
  ['exp', Infinity],
  ['exp', 1_000_600.5],
  ['exp', 1_100_000],
  ['act', 'app_2'],
  ['act', {}],
  ['cnf', {}],
  ['cnf', { jkt: 1 }],
  ['amr', 'pwd'],
  ['auth_time', 'now'],
  ['gen', 1.5],
  ['org', { id: 'org_1' }],
])('%s of %j is refused', (name, value) => {
  expect(checkAccessClaims({ ...CLAIMS, [name]: value }, RULES)).toMatchObject({
    ok: false,
    reason: 'token-claims-invalid',
  })
})

test('another issuer, and times that are not now, are refused by their names', () => {
  const reasonOf = (more: object) => {
    const checked = checkAccessClaims({ ...CLAIMS, ...more }, RULES)
    return checked.ok ? null : checked.reason
  }
  expect(reasonOf({ iss: 'https://auth.example/' })).toBe('token-issuer-invalid')
  expect(reasonOf({ iss: ['https://auth.example'] })).toBe('token-issuer-invalid')
  expect(reasonOf({ iat: 999_000, exp: 999_990 })).toBe('token-expired')
  expect(reasonOf({ nbf: 1_000_100 })).toBe('token-not-active-yet')
  expect(reasonOf({ iat: 1_000_100, nbf: 1_000_000, exp: 1_000_200 })).toBe('token-issued-in-future')
})
