/** Each reason has one answer: its status, its challenge, and a problem that says what a client can do. */

import type { TokenReason } from '@coatcheck/core/verify'
import { describe, expect, test } from 'vitest'
import { CLAIMS, NOW_SECONDS } from '../../../../tests/support/session-tokens.ts'
import { MESSAGES } from '../backend/messages.ts'
import { signedIn, signedOut } from '../backend/request-state.ts'
import { judgeRequest, type Refusal } from './refusal.ts'
import { readRequirement, type Requirement } from './requirement.ts'

const org = { id: 'org_1', slug: 'acme', role: 'admin', permissions: ['billing:read'] }
const by = {
  tokenType: 'session',
  nowMs: NOW_SECONDS * 1000,
  rolesOf: undefined,
  setCookies: [],
  getToken: () => Promise.resolve('t'),
} as const
const alone = signedIn({ ...by, claims: CLAIMS })
const member = signedIn({ ...by, claims: { ...CLAIMS, org } })

const refusalOf = (auth: Parameters<typeof judgeRequest>[0], asked: Requirement): Refusal | null => {
  const judged = judgeRequest(auth, asked)
  return judged.ok ? null : judged.refusal
}

describe('nobody', () => {
  const REASONS = Object.keys(MESSAGES) as TokenReason[]
  const invalid = (reason: TokenReason, error = 'invalid_token'): string =>
    `Bearer realm="coatcheck", error="${error}", error_description="${MESSAGES[reason]}"`
  const SPECIAL: Partial<Record<TokenReason, readonly [number, string, string | undefined]>> = {
    'token-missing': [401, 'unauthenticated', 'Bearer realm="coatcheck"'],
    'dpop-proof-invalid': [401, 'token_invalid', invalid('dpop-proof-invalid', 'invalid_dpop_proof')],
    'api-key-invalid': [401, 'api_key_invalid', invalid('api-key-invalid')],
    'api-key-limited': [429, 'rate_limited', undefined],
    'token-cross-site': [403, 'origin_not_allowed', undefined],
    'keys-unavailable': [503, 'verification_unavailable', undefined],
    'verifier-stale': [503, 'verification_unavailable', undefined],
    'issuer-unavailable': [503, 'verification_unavailable', undefined],
  }

  test.each(REASONS)('because of %s is answered so that a client knows what to do', (reason) => {
    const [status, code, challenge] = SPECIAL[reason] ?? [401, 'token_invalid', invalid(reason)]
    const refusal = refusalOf(signedOut(reason), {})
    expect(refusal).toMatchObject({ status, problem: { status, code, reason } })
    expect(refusal?.headers['www-authenticate']).toBe(challenge)
    expect(refusal?.headers['retry-after']).toBe({ 429: '1', 503: '5' }[status])
    expect(refusal?.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    })
  })

  test('is never told that something is missing beside the token', () => {
    expect(refusalOf(signedOut('token-expired'), { role: 'admin' })).toMatchObject({ status: 401 })
  })

  test('a description is of the characters that a challenge may have (RFC 6750 section 3)', () => {
    for (const message of Object.values(MESSAGES)) expect(message).toMatch(/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/)
  })
})

describe('somebody', () => {
  test.each([
    [alone, {}, null],
    [alone, { organization: true }, 'organization_required'],
    [alone, { role: 'admin' }, 'permission_missing'],
    [alone, { permission: 'billing:read' }, 'permission_missing'],
    [alone, { reverification: 'strict' }, null],
    [alone, { reverification: { level: 'first_factor', afterMinutes: 0 } }, 'reverification_required'],
    [member, { organization: true }, null],
    [member, { role: 'admin', permission: 'billing:read', organization: true }, null],
    [member, { role: 'member' }, 'permission_missing'],
    [member, { role: 'admin', permission: 'billing:write' }, 'permission_missing'],
    [
      member,
      { role: 'member', reverification: { level: 'first_factor', afterMinutes: 0 } },
      'permission_missing',
    ],
  ] as const)('%#: lacks what is asked, and is told which kind of thing it is', (auth, asked, code) => {
    const refusal = refusalOf(auth, asked)
    expect(refusal?.problem.code ?? null).toBe(code)
    expect(refusal?.status).toBe(code === null ? undefined : 403)
  })

  test('is challenged by the words of the standards', () => {
    const old: Requirement = { reverification: { level: 'first_factor', afterMinutes: 0 } }
    expect(refusalOf(alone, { role: 'admin' })?.headers['www-authenticate']).toContain(
      'error="insufficient_scope"',
    )
    expect(refusalOf(alone, old)?.headers['www-authenticate']).toContain(
      'error="insufficient_user_authentication"',
    )
  })
})

test.each([
  { role: undefined },
  { role: '' },
  { role: ['admin'] },
  { permission: undefined },
  { permission: null },
  { roles: 'admin' },
  { organization: false },
  { organization: undefined },
  { reverification: 'very strict' },
  { reverification: { level: 'strict', afterMinutes: 1 } },
  { reverification: { level: 'first_factor', afterMinutes: '1' } },
  { reverification: { level: 'first_factor', afterMinutes: Number.NaN } },
  { reverification: {} },
])('the requirement %j is a mistake, and does not come to nothing being asked', (asked) => {
  expect(() => readRequirement(asked as unknown as Requirement)).toThrow('a requirement has')
})
