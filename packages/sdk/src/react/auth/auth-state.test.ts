/** What `useAuth` tells, in each of its forms, and that the types say the same. */

import { describe, expect, expectTypeOf, test } from 'vitest'
import type { SessionClaims } from '../../backend/session-claims.ts'
import type { InitialState } from '../../browser/client-options.ts'
import type { ClientSession, ClientUser } from '../../browser/client.ts'
import { createClient } from '../../browser/create-client.ts'
import type { OrganizationState } from '../organization/use-organization.ts'
import type { SessionListState } from '../session/use-session-list.ts'
import type { SessionState } from '../session/use-session.ts'
import type { UserState } from '../user/use-user.ts'
import { type Auth, authOf } from './auth-state.ts'

const NOW = new Date()
const TIMES = { createdAt: NOW.toISOString(), updatedAt: NOW.toISOString() }
const SESSION = {
  id: 'sess_1',
  status: 'active',
  ...TIMES,
  lastActiveAt: NOW.toISOString(),
  expiresAt: NOW.toISOString(),
  idleExpiresAt: null,
  actor: { sub: 'user_admin' },
}
const ORGANIZATION = { id: 'org_1', slug: 'acme', role: 'org:admin', permissions: ['org:notes:read'] }

function authWith(initial?: InitialState): Auth {
  const client = createClient({ url: 'http://localhost:1', initial })
  return authOf(client, client.state)
}

function signedIn(claims?: Partial<SessionClaims>): Auth {
  const seconds = Math.floor(Date.now() / 1000)
  const whole: SessionClaims = {
    iss: '',
    sub: 'user_1',
    sid: 'sess_1',
    jti: '',
    azp: '',
    v: 1,
    sts: 'active',
    nbf: seconds,
    iat: seconds,
    exp: seconds + 60,
    fva: [3, -1],
  }
  return authWith({
    activeSessionId: 'sess_1',
    sessions: [{ session: SESSION, user: { id: 'user_1', ...TIMES } }],
    ...(claims !== undefined && { claims: { ...whole, ...claims } }),
  })
}

/** What is told of somebody, without what can be done. */
function told(auth: Auth): Record<string, unknown> {
  const calls = ['getToken', 'signOut', 'has']
  return Object.fromEntries(Object.entries(auth).filter(([name]) => !calls.includes(name)))
}

describe('what is told', () => {
  test('is undefined until it is known who is signed in', () => {
    const auth = authWith()
    const { isLoaded, ...rest } = told(auth)
    expect(isLoaded).toBe(false)
    expect(new Set(Object.values(rest))).toEqual(new Set([undefined]))
    expect(auth.has).toBeUndefined()
    expect(Object.keys(rest)).toEqual(Object.keys(told(signedIn({}))).slice(1))
  })

  test('is null once it is known that nobody is, who may do nothing', () => {
    const auth = authWith({ activeSessionId: null, sessions: [] })
    const { isLoaded, isSignedIn, ...rest } = told(auth)
    expect([isLoaded, isSignedIn]).toEqual([true, false])
    expect(new Set(Object.values(rest))).toEqual(new Set([null]))
    expect(auth.has?.({ role: 'org:admin' })).toBe(false)
  })

  test('is who is signed in, and of what only tokens tell nothing until there is one', () => {
    const auth = signedIn()
    expect(told(auth)).toEqual({
      isLoaded: true,
      isSignedIn: true,
      userId: 'user_1',
      sessionId: 'sess_1',
      actor: { sub: 'user_admin' },
    })
    expect(auth.has?.({ role: 'org:admin' })).toBe(false)
  })

  test('is what the token tells of the organization and of the factors', () => {
    const auth = signedIn({ org: ORGANIZATION })
    expect(auth).toMatchObject({
      orgId: 'org_1',
      orgSlug: 'acme',
      orgRole: 'org:admin',
      orgPermissions: ['org:notes:read'],
      factorVerificationAge: [3, -1],
    })
    expect(auth.has?.({ role: 'org:admin', permission: 'org:notes:read' })).toBe(true)
    expect(auth.has?.({ reverification: 'strict' })).toBe(true)
  })

  test('is null of an organization for who works in none', () => {
    expect(signedIn({})).toMatchObject({ orgId: null, orgSlug: null, orgRole: null, orgPermissions: null })
  })
})

test('the types tell the forms apart by isLoaded and isSignedIn', () => {
  const judge = (
    auth: Auth,
    user: UserState,
    session: SessionState,
    list: SessionListState,
    organization: OrganizationState,
  ): void => {
    expectTypeOf(auth.userId).toEqualTypeOf<string | null | undefined>()
    expectTypeOf(auth.getToken).returns.resolves.toEqualTypeOf<string | null>()
    if (!auth.isLoaded) expectTypeOf(auth.userId).toEqualTypeOf<undefined>()
    else if (!auth.isSignedIn) expectTypeOf(auth.userId).toEqualTypeOf<null>()
    else {
      expectTypeOf(auth.userId).toEqualTypeOf<string>()
      expectTypeOf(auth.orgId).toEqualTypeOf<string | null | undefined>()
      expectTypeOf(auth.sessionClaims).toEqualTypeOf<SessionClaims | undefined>()
    }
    if (auth.isLoaded) expectTypeOf(auth.has).returns.toEqualTypeOf<boolean>()

    expectTypeOf(user.user).toEqualTypeOf<ClientUser | null | undefined>()
    if (user.isSignedIn === true) expectTypeOf(user.user).toEqualTypeOf<ClientUser>()
    expectTypeOf(session.session).toEqualTypeOf<ClientSession | null | undefined>()
    if (session.isSignedIn === true) expectTypeOf(session.session.expireAt).toEqualTypeOf<Date>()
    if (list.isLoaded) expectTypeOf(list.sessions).toEqualTypeOf<readonly ClientSession[]>()
    else expectTypeOf(list.sessions).toEqualTypeOf<undefined>()
    if (organization.organization) expectTypeOf(organization.membership.role).toEqualTypeOf<string>()
    else if (organization.isLoaded) expectTypeOf(organization.membership).toEqualTypeOf<null>()
    else expectTypeOf(organization.organizations).toEqualTypeOf<undefined>()
  }
  expect(judge).toBeInstanceOf(Function)
})
