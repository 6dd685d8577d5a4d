/** Demo accounts: made by the playground, marked as such where only administrators write, and worth nothing. */

import { type EmailAddress, newId, normalizeEmail, type NewUser, type User } from '@coatcheck/core'
import type { Server } from '../server.ts'

/** What the page signs in with. */
export type DemoCredentials = { readonly email: string; readonly password: string }

/** The roles that a demo account can be given, in `publicMetadata.role`. */
export const DEMO_ROLES = ['viewer', 'editor', 'admin'] as const

/** The first name and the initial of a visitor who left a coat. */
const FIRST_NAMES = [
  'Ada',
  'Bo',
  'Cleo',
  'Dara',
  'Eli',
  'Fay',
  'Gus',
  'Hana',
  'Ivo',
  'Juno',
  'Kit',
  'Lou',
] as const

/** Ends in a name that nobody can own (RFC 2606). */
const DOMAIN = 'playground.example'

/** A new demo account, without the hash of its password. */
export function draftDemoAccount({ clock, random }: Pick<Server, 'clock' | 'random'>): NewUser {
  const bytes = random.bytes(6)
  const firstName = FIRST_NAMES[(bytes[0] ?? 0) % FIRST_NAMES.length] ?? FIRST_NAMES[0]
  const number = Buffer.from(bytes.subarray(1)).toString('hex')
  return {
    id: newId('user', clock.nowMs(), random),
    email: demoAddress(`${firstName.toLowerCase()}.${number}`),
    emailVerified: true,
    passwordHash: null,
    firstName,
    lastName: 'Demo',
    username: null,
    imageUrl: null,
    locale: null,
    externalId: null,
    metadata: { public: { role: DEMO_ROLES[0] }, private: { playground: true }, unsafe: {} },
  }
}

/** Whether the playground made an account. Nobody can say so of their own: users do not write private metadata. */
export function isDemoAccount({ metadata }: Pick<User, 'metadata'>): boolean {
  return metadata.private['playground'] === true
}

/** The credentials of a demo account, which follow from the instance secret: no password is kept in the clear. */
export function demoCredentials(
  { secrets }: Pick<Server, 'secrets'>,
  { id, email }: Pick<NewUser, 'id' | 'email'>,
): DemoCredentials {
  const password = Buffer.from(secrets.keyedHash('password of a demo account', id)).toString('base64url')
  return { email: email ?? '', password }
}

function demoAddress(name: string): EmailAddress {
  const email = normalizeEmail(`${name}@${DOMAIN}`)
  if (email === null) throw new Error('the address of a demo account is none')
  return email
}
