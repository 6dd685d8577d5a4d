import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ADMIN_ROLE,
  BUILT_IN_ROLES,
  isBuiltIn,
  parsePermissionKey,
  parseRoleKey,
  type PermissionKey,
  permissionsOfRole,
  SYSTEM_PERMISSIONS,
} from './role.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,31}$/)
const ownName = name.filter((text) => !text.startsWith('sys_'))
const permission = fc
  .tuple(ownName, name)
  .map(([feature, action]) => `org:${feature}:${action}` as PermissionKey)

describe('a key', () => {
  test('of a role or a permission is read as it is, and neither is the other', () => {
    fc.assert(
      fc.property(name, permission, (role, allowed) => {
        expect(parseRoleKey(`org:${role}`)).toBe(`org:${role}`)
        expect(parsePermissionKey(allowed)).toBe(allowed)
        expect(parseRoleKey(allowed)).toBeNull()
        expect(parsePermissionKey(`org:${role}`)).toBeNull()
      }),
    )
  })

  test('with one character that does not belong is none', () => {
    const foreign = fc.constantFrom('A', '-', ' ', '\n', '.', ':', 'é', '*', '"', '\u0000')
    fc.assert(
      fc.property(permission, foreign, fc.nat(), (key, char, at) => {
        const index = at % (key.length + 1)
        expect(parsePermissionKey(key.slice(0, index) + char + key.slice(index))).toBeNull()
      }),
    )
  })

  test.each(['', 'admin', 'org:', 'ORG:admin', 'org:1st', 'org:_x', `org:${'a'.repeat(33)}`, 'user:admin'])(
    'of a role is not %j',
    (text) => {
      expect(parseRoleKey(text)).toBeNull()
    },
  )

  test('of the server’s own is one of those there are', () => {
    expect(SYSTEM_PERMISSIONS.map(parsePermissionKey)).toEqual(SYSTEM_PERMISSIONS)
    expect(parsePermissionKey('org:sys_memberships:own')).toBeNull()
    expect(parsePermissionKey('org:sys_:manage')).toBeNull()
    expect(parsePermissionKey('org:system:manage')).toBe('org:system:manage')
  })

  test('of any other text is none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect([parseRoleKey(text), parsePermissionKey(text)]).toEqual([null, null])
      }),
    )
  })
})

describe('the permissions of a role', () => {
  test('are each there once, in an order that says nothing of how they were given', () => {
    const key = parseRoleKey('org:billing')!
    fc.assert(
      fc.property(fc.array(permission, { maxLength: 20 }), (given) => {
        const kept = permissionsOfRole(key, given)
        expect(new Set(kept)).toEqual(new Set(given))
        expect(kept).toEqual([...new Set(kept)].toSorted())
        expect(permissionsOfRole(key, [...given, ...given].toReversed())).toEqual(kept)
      }),
    )
  })

  test('always let an administrator administer', () => {
    expect(permissionsOfRole(ADMIN_ROLE, [])).toEqual(SYSTEM_PERMISSIONS)
  })

  test('are spelled as they are kept, in those that are built in', () => {
    for (const role of BUILT_IN_ROLES) {
      expect(parseRoleKey(role.key)).toBe(role.key)
      expect(permissionsOfRole(role.key, role.permissions)).toEqual(role.permissions)
      expect(isBuiltIn(role.key)).toBe(true)
    }
    expect(isBuiltIn(parseRoleKey('org:billing')!)).toBe(false)
  })
})
