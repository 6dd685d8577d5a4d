import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSession, readToken } from './wire.ts'

const AT = '2026-01-05T00:00:00.000Z'
const USER = { id: 'user_1', email: 'ada@example.com', createdAt: AT, updatedAt: AT }
const SESSION = { id: 'sess_1', status: 'active', createdAt: AT, lastActiveAt: AT, expiresAt: AT }

const tokenOf = (payload: unknown): string =>
  `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`

const ASKED = { askedSeconds: null, clamped: false }

test('whatever comes instead of a session is none, and never an error', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (session, user) => {
      expect(readSession(session, user)).toBeNull()
    }),
  )
})

test('a session without one of its members is none', () => {
  for (const member of Object.keys(SESSION)) {
    const { [member as keyof typeof SESSION]: _, ...rest } = SESSION
    expect(readSession(rest, USER)).toBeNull()
  }
  for (const member of ['id', 'createdAt', 'updatedAt'] as const) {
    const { [member]: _, ...rest } = USER
    expect(readSession(SESSION, rest)).toBeNull()
  }
  expect(readSession({ ...SESSION, status: 'ended' }, USER)).toBeNull()
  expect(readSession({ ...SESSION, expiresAt: 'soon' }, USER)).toBeNull()
  expect(readSession(SESSION, USER)).toMatchObject({ id: 'sess_1', expireAt: new Date(AT), abandonAt: null })
})

test('whatever comes instead of a token is none, and never an error', () => {
  fc.assert(
    fc.property(fc.anything(), (text) => {
      expect(readToken(text, ASKED)).toBeNull()
    }),
  )
  fc.assert(
    fc.property(fc.string(), fc.string(), (head, payload) => {
      expect(readToken(`${head}.${payload}.`, ASKED)).toBeNull()
    }),
  )
  for (const payload of [null, 1, 'text', [], {}, { iat: 1 }, { iat: '1', exp: '2' }, { iat: null, exp: 2 }])
    expect(readToken(tokenOf(payload), ASKED)).toBeNull()
})

test('a token tells its own times, and names in any script', () => {
  const read = readToken(tokenOf({ iat: 100, exp: 160, name: 'Ада Лавлейс 🧮' }), ASKED)
  expect(read).toMatchObject({ issuedAtMs: 100_000, expiresAtMs: 160_000, ...ASKED })
  expect(read?.claims['name']).toBe('Ада Лавлейс 🧮')
})
