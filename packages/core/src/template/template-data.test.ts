/** What rows give to shortcodes: each field of the table, of the type that the table says. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idFromBytes, idToUuid } from '../id/id.ts'
import type { Session } from '../session/session.ts'
import type { EmailAddress } from '../user/email.ts'
import type { JsonObject, JsonValue, User } from '../user/user.ts'
import { readPath } from './read-path.ts'
import { sessionTemplateData, type TemplateData, userTemplateData } from './template-data.ts'
import { TEMPLATE_ROOTS, type TemplateField, type TemplateRootName } from './template-fields.ts'

const ID = new Uint8Array(16)
const FACTORS = { firstAtMs: 1_999, secondAtMs: null }

const textOrNull = fc.option(fc.string(), { nil: null })
const timeMs = fc.nat()
const timeMsOrNull = fc.option(timeMs, { nil: null })
const metadata = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>

const users: fc.Arbitrary<User> = fc.record({
  state: fc.constant('enabled'),
  epoch: fc.constant(0),
  id: fc.constant(idFromBytes('user', ID)),
  email: fc.constantFrom(null, 'ada@example.com' as EmailAddress),
  emailVerifiedAtMs: timeMsOrNull,
  externalId: textOrNull,
  firstName: textOrNull,
  lastName: textOrNull,
  username: textOrNull,
  imageUrl: textOrNull,
  locale: textOrNull,
  metadata: fc.record({ public: metadata, private: fc.constant({ secret: 'hidden' }), unsafe: metadata }),
  hasPassword: fc.boolean(),
  createdAtMs: timeMs,
  updatedAtMs: timeMs,
  lastSignInAtMs: timeMsOrNull,
  deletionAtMs: timeMsOrNull,
})

const session: Session = {
  id: idFromBytes('sess', ID),
  userId: idFromBytes('user', ID),
  clientId: idFromBytes('client', ID),
  transport: 'opaque',
  createdAtMs: 1_000,
  lastActiveAtMs: 2_500,
  end: null,
  epoch: 0,
  limits: {
    idleMs: null,
    activitySlackMs: 0,
    absoluteExpiresAtMs: 10_000,
    tokenLifetimeMs: 60_000,
    tokenMaxLifetimeMs: 60_000,
  },
  factors: { firstAtMs: 9_000, secondAtMs: null },
  activeOrganizationId: null,
  needsSecondFactor: false,
  neededSecondFactor: false,
  factorsBefore: FACTORS,
  opaqueHash: null,
  chain: null,
  tokensUntilMs: null,
  rememberMe: true,
  device: { address: null, userAgent: null },
  actor: null,
  authorizedParty: 'app',
  method: null,
  oauth: null,
}

function isOfType(value: JsonValue, field: TemplateField): boolean {
  if (value === null) return field.nullable
  switch (field.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === field.type
    case 'string[]':
      return Array.isArray(value)
    case 'actor':
    case 'metadata':
      return typeof value === 'object' && !Array.isArray(value)
  }
}

function fieldsOf(name: TemplateRootName): readonly TemplateField[] {
  return TEMPLATE_ROOTS.find((root) => root.name === name)?.fields ?? []
}

function expectFields(name: TemplateRootName, data: TemplateData): void {
  const fields = fieldsOf(name)
  expect(Object.keys(data[name] ?? {})).toEqual(
    fields.map((field) => field.name).filter((one) => !one.includes('.')),
  )
  const wrong = fields.filter((field) => !isOfType(readPath(data, [name, ...field.name.split('.')]), field))
  expect(wrong).toEqual([])
}

describe('the data of', () => {
  test('a user have the fields of the table, and nothing of the private metadata', () => {
    fc.assert(
      fc.property(users, (user) => {
        const data = userTemplateData(user)
        expectFields('user', { user: data })
        expect(JSON.stringify(data)).not.toContain('hidden')
      }),
    )
  })

  test.each<[first: string | null, last: string | null, full: string | null]>([
    ['Ada', 'Lovelace', 'Ada Lovelace'],
    ['Ada', null, 'Ada'],
    [null, 'Lovelace', 'Lovelace'],
    [null, null, null],
  ])('a user called %s and %s have the full name %s', (firstName, lastName, full) => {
    const [user] = fc.sample(users, 1)
    expect(userTemplateData({ ...user!, firstName, lastName })).toMatchObject({ full_name: full })
  })

  test('a user have a verified address only if there is one and it was verified', () => {
    fc.assert(
      fc.property(users, (user) => {
        const { email_verified } = userTemplateData(user)
        expect(email_verified).toBe(user.email !== null && user.emailVerifiedAtMs !== null)
      }),
    )
  })

  test('a session have the fields of the table, with the factors that its token reports', () => {
    for (const actor of [null, { sub: 'user_2' }]) {
      expectFields('session', { session: sessionTemplateData({ ...session, actor }, FACTORS) })
    }
    expect(sessionTemplateData(session, FACTORS)).toEqual({
      id: session.id,
      uuid: idToUuid(session.id),
      created_at: 1,
      last_active_at: 2,
      auth_time: 1,
      actor: null,
    })
  })
})
