/** Guards and getters on whatever comes: what holds is taken, and nothing else, and no code of a stranger's runs. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasClaims, isCustomClaims, listOf, nullable, oneOf, optional } from './custom-claims.ts'
import {
  HASURA_NAMESPACE,
  hasuraAllowedRoles,
  hasuraRole,
  hasuraUserId,
  hasuraVariable,
  isHasuraClaims,
} from './hasura-claims.ts'
import { isSessionClaims, sessionPermissions, sessionRole, sessionUserId } from './session-claims.ts'
import { isSupabaseClaims, supabaseAppMetadata, supabaseRole, supabaseUserId } from './supabase-claims.ts'

const SESSION = {
  iss: 'https://auth.example.com',
  sub: 'user_1',
  sid: 'sess_1',
  iat: 1_770_000_000,
  nbf: 1_770_000_000,
  exp: 1_770_000_060,
  jti: 'a',
  azp: 'https://app.example.com',
  v: 1,
  sts: 'active',
  fva: [0, -1],
  org: { id: 'org_1', slug: 'acme', role: 'admin', permissions: ['billing:read'] },
}
const VARIABLES = {
  'x-hasura-allowed-roles': ['user', 'editor'],
  'x-hasura-default-role': 'user',
  'x-hasura-user-id': 'user_1',
}
const SUPABASE = {
  iss: 'https://auth.example.com',
  sub: 'user_1',
  aud: 'authenticated',
  role: 'authenticated',
  iat: 1_770_000_000,
  exp: 1_770_000_060,
  email: '',
  app_metadata: { role: 'editor' },
}
const CUSTOM = { role: 'admin', plan: 'pro', tenant: null, permissions: ['a'], features: { beta: true } }

const isCustom = isCustomClaims({
  role: oneOf('admin', 'member'),
  plan: 'string',
  tenant: nullable('string'),
  permissions: listOf('string'),
  features: { beta: 'boolean' },
  seats: optional('number'),
})

/** Kinds of claims, with the paths of all that each of them cannot do without. */
const KINDS = [
  {
    kind: 'session',
    holds: isSessionClaims,
    valid: SESSION,
    asked: [
      'iss',
      'sub',
      'sid',
      'iat',
      'nbf',
      'exp',
      'jti',
      'azp',
      'v',
      'sts',
      'fva',
      'fva>1',
      'org>id',
      'org>slug',
    ].concat(['org>role', 'org>permissions', 'org>permissions>0']),
  },
  {
    kind: 'Hasura',
    holds: isHasuraClaims,
    valid: { [HASURA_NAMESPACE]: VARIABLES },
    asked: ['', '>x-hasura-default-role', '>x-hasura-allowed-roles', '>x-hasura-allowed-roles>1'].map(
      (path) => HASURA_NAMESPACE + path,
    ),
  },
  {
    kind: 'Supabase',
    holds: isSupabaseClaims,
    valid: SUPABASE,
    asked: ['iss', 'sub', 'aud', 'role', 'iat', 'exp'],
  },
  {
    kind: 'custom',
    holds: isCustom,
    valid: CUSTOM,
    asked: ['role', 'plan', 'tenant', 'permissions', 'permissions>0', 'features', 'features>beta'],
  },
] as const

/** A copy of claims in which one member was tampered with. */
function tampered(valid: object, path: string, tamper: (owner: object, name: string) => void): unknown {
  const copy = structuredClone(valid)
  const names = path.split('>')
  const last = names.pop()!
  tamper(
    names.reduce<object>((owner, name) => Reflect.get(owner, name) as object, copy),
    last,
  )
  return copy
}

/** A value that nothing of ours may be. */
const STRANGE = [undefined, Symbol('a'), () => 'a', 1n, Number.NaN, { length: 1, 0: 'a' }]

describe.each(KINDS)('$kind claims', ({ holds, valid, asked }) => {
  test('are known, from JSON too, and with others beside them', () => {
    expect(holds(valid)).toBe(true)
    expect(holds(JSON.parse(JSON.stringify(valid)))).toBe(true)
    expect(holds(Object.assign(Object.create(null), valid, { more: [{}] }))).toBe(true)
  })

  test.each(asked)('whose %s is missing, inherited, behind a getter or strange are refused', (path) => {
    expect(holds(tampered(valid, path, Reflect.deleteProperty))).toBe(false)
    const inherited = tampered(valid, path, (owner, name) => {
      const value: unknown = Reflect.get(owner, name)
      Reflect.deleteProperty(owner, name)
      Object.setPrototypeOf(owner, { [name]: value })
    })
    expect(holds(inherited)).toBe(false)
    let calls = 0
    const computed = tampered(valid, path, (owner, name) => {
      const value: unknown = Reflect.get(owner, name)
      Object.defineProperty(owner, name, { enumerable: true, get: () => [calls++, value][1] })
    })
    expect([holds(computed), calls]).toEqual([false, 0])
  })

  test.each(asked)('whose %s is of another type are refused', (path) => {
    for (const value of STRANGE)
      expect(holds(tampered(valid, path, (owner, name) => Reflect.set(owner, name, value)))).toBe(false)
  })

  test('behind a proxy that throws or was revoked are refused', () => {
    const throwing = new Proxy(valid, {
      getOwnPropertyDescriptor: () => fail(),
      ownKeys: () => fail(),
      get: () => fail(),
      getPrototypeOf: () => fail(),
      has: () => fail(),
    })
    const { proxy, revoke } = Proxy.revocable(valid, {})
    revoke()
    for (const whole of [throwing, proxy]) expect(told(whole)).toEqual(NOTHING)
    for (const path of asked)
      for (const broken of [throwing, proxy])
        expect(holds(tampered(valid, path, (owner, name) => Reflect.set(owner, name, broken)))).toBe(false)
  })
})

function fail(): never {
  throw new Error('code of a stranger ran')
}

/** Everything that is told of a value. */
function told(value: unknown): readonly unknown[] {
  const texts = [sessionUserId, sessionRole, hasuraRole, hasuraUserId, supabaseUserId, supabaseRole]
  const lists = [hasuraAllowedRoles, sessionPermissions, supabaseAppMetadata]
  return [
    KINDS.map(({ holds }) => holds(value)),
    texts.map((read) => read(value)),
    lists.map((read) => read(value)),
  ]
}
const NOTHING = [KINDS.map(() => false), [null, null, null, null, null, null], [[], [], {}]]

test('of anything at all something is told, without an error', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
  })
  fc.assert(
    fc.property(anything, (value) => {
      expect(told(value)).toEqual(NOTHING)
    }),
    { numRuns: 2000 },
  )
})

test('a list that says it is endless, has holes, or is none, is no list', () => {
  const texts = listOf('string')
  const endless = new Proxy(['a'], {
    getOwnPropertyDescriptor: (target, name) => ({
      ...Reflect.getOwnPropertyDescriptor(target, name === 'length' ? name : '0'),
      ...(name === 'length' && { value: 2 ** 32 - 1 }),
    }),
  })
  const sparse = Object.assign([], { length: 2 ** 32 - 1 })
  // eslint-disable-next-line no-sparse-arrays -- what is looked at
  for (const list of [endless, sparse, ['a', , 'b'], { 0: 'a', length: 1 }, 'a'])
    expect(texts(list)).toBe(false)
  expect([[], ['a']].map((list) => texts(list))).toEqual([true, true])
})

describe('of Hasura', () => {
  const withVariables = (more: object): unknown => ({ [HASURA_NAMESPACE]: { ...VARIABLES, ...more } })

  test('role, roles, user and any variable are told, whatever the case of its name', () => {
    const claims = withVariables({ 'X-Hasura-Org-Id': 'org_1', other: 3 })
    expect([hasuraRole(claims), hasuraAllowedRoles(claims), hasuraUserId(claims)]).toEqual([
      'user',
      ['user', 'editor'],
      'user_1',
    ])
    expect(
      ['x-hasura-org-id', 'X-HASURA-ORG-ID', 'x-hasura-none'].map((name) => hasuraVariable(claims, name)),
    ).toEqual(['org_1', 'org_1', null])
  })

  test.each([
    ['a default role that is not allowed', { 'x-hasura-default-role': 'admin' }],
    ['no role that is allowed', { 'x-hasura-allowed-roles': [] }],
    ['one variable twice, in another case', { 'X-Hasura-User-Id': 'user_2' }],
    ['the default role once more, in another case', { 'X-Hasura-Default-Role': 'editor' }],
    ['the allowed roles once more, in another case', { 'X-Hasura-Allowed-Roles': ['admin'] }],
    ['roles that are no texts', { 'x-hasura-allowed-roles': ['user', 1] }],
    ['a variable that is no text', { 'x-hasura-age': 3 }],
    ['roles in one text', { 'x-hasura-allowed-roles': 'user' }],
  ])('claims with %s are refused', (_, more) => {
    expect(isHasuraClaims(withVariables(more))).toBe(false)
    expect(hasuraAllowedRoles(withVariables(more))).toEqual([])
  })
})

describe('of Supabase', () => {
  test('role, user and what administrators wrote are told', () => {
    expect([supabaseRole(SUPABASE), supabaseUserId(SUPABASE), supabaseAppMetadata(SUPABASE)]).toEqual([
      'authenticated',
      'user_1',
      { role: 'editor' },
    ])
  })

  test('the tokens of Supabase itself are known', () => {
    const amr = [{ method: 'password', timestamp: 1_770_000_000 }]
    const own = { session_id: 'b', aal: 'aal1', amr, is_anonymous: false, phone: '', user_metadata: {} }
    expect(isSupabaseClaims({ ...SUPABASE, ...own })).toBe(true)
    expect(isSupabaseClaims({ ...SUPABASE, ...own, aal: 'aal9' })).toBe(false)
  })

  test('an anonymous key is nobody', () => {
    expect(isSupabaseClaims({ iss: 'supabase', role: 'anon', iat: 1, exp: 2 })).toBe(false)
  })
})

describe('of a session', () => {
  test('user, role and permissions are told', () => {
    expect([sessionUserId(SESSION), sessionRole(SESSION), sessionPermissions(SESSION)]).toEqual([
      'user_1',
      'admin',
      ['billing:read'],
    ])
  })

  test('without an organization there is no role', () => {
    const { org: _org, ...personal } = SESSION
    expect([sessionUserId(personal), sessionRole(personal), sessionPermissions(personal)]).toEqual([
      'user_1',
      null,
      [],
    ])
  })
})

describe('a shape', () => {
  test('asks members of their own of what is inside, too', () => {
    expect(isCustom({ ...CUSTOM, features: Object.create({ beta: true }) })).toBe(false)
  })

  test('may leave a member out, but not have it wrong', () => {
    expect(
      [{}, { seats: 3 }, { seats: '3' }, { seats: Number.NaN }].map((more) =>
        isCustom({ ...CUSTOM, ...more }),
      ),
    ).toEqual([true, true, false, false])
  })

  test('may have a member that is called optional', () => {
    const guard = isCustomClaims({ optional: 'string' })
    expect([guard({ optional: 'a' }), guard({})]).toEqual([true, false])
  })

  test('of a name that there is not is a mistake that shows at once', () => {
    expect(() => isCustomClaims({ role: 'constructor' as 'string' })).toThrow(TypeError)
  })

  test('gives its type to what it holds of', () => {
    const value: unknown = CUSTOM
    const read = isCustom(value)
      ? { role: value.role, beta: value.features.beta, seats: value.seats ?? 0 }
      : null
    const typed: {
      readonly role: 'admin' | 'member'
      readonly beta: boolean
      readonly seats: number
    } | null = read
    expect(typed).toEqual({ role: 'admin', beta: true, seats: 0 })
  })
})

describe('claims by name', () => {
  test('are there when they have a value of their own', () => {
    expect(hasClaims(CUSTOM, 'role', 'features')).toBe(true)
    for (const value of [
      { ...CUSTOM, role: null },
      { ...CUSTOM, role: undefined },
      Object.create(CUSTOM),
      [CUSTOM],
      null,
    ])
      expect(hasClaims(value, 'role')).toBe(false)
    expect(hasClaims(JSON.parse('{"__proto__":{"role":"admin"}}'), 'role')).toBe(false)
    expect(hasClaims({}, 'constructor')).toBe(false)
  })

  test('behind a getter or a broken proxy are not', () => {
    expect(
      hasClaims(
        {
          get role(): string {
            return fail()
          },
        },
        'role',
      ),
    ).toBe(false)
    expect(hasClaims(new Proxy({}, { getOwnPropertyDescriptor: () => fail() }), 'role')).toBe(false)
  })

  test('of which none is asked grant nothing', () => {
    expect(hasClaims(CUSTOM, ...([] as unknown as ['role']))).toBe(false)
  })
})
