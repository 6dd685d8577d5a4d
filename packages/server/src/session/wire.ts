/** How sessions and users look in JSON. */

import { isOver, type SessionReading, statusOf, type User } from '@coatcheck/core'
import Bowser from 'bowser'
import { z } from 'zod'

const time = z.iso.datetime().describe('RFC 3339, UTC')

/** A session in an answer. */
export const sessionSchema: z.ZodObject = z
  .object({
    id: z.string(),
    userId: z.string(),
    clientId: z.string(),
    transport: z.enum(['cookie', 'token', 'opaque']),
    status: z.enum(['active', 'pending', 'ended', 'removed', 'revoked', 'replaced', 'abandoned', 'expired']),
    reason: z.string().nullable().describe('Why it ended'),
    tasks: z
      .array(z.object({ kind: z.literal('second-factor') }))
      .describe('What a pending session still has to do'),
    createdAt: time,
    lastActiveAt: time,
    expiresAt: time.describe('The absolute limit'),
    idleExpiresAt: time.nullable().describe('When it ends unless the person acts'),
    device: z.object({
      browser: z.string().nullable(),
      os: z.string().nullable(),
      type: z.string().nullable().describe('desktop, mobile, tablet or tv'),
      address: z.string().nullable(),
    }),
    actor: z.object({ sub: z.string() }).nullable(),
  })
  .meta({ id: 'Session' })

/** A user as the user sees themselves. */
export const userSchema: z.ZodObject = z
  .object({
    id: z.string(),
    email: z.string().nullable(),
    emailVerified: z.boolean(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    username: z.string().nullable(),
    imageUrl: z.string().nullable(),
    externalId: z.string().nullable(),
    locale: z.string().nullable(),
    publicMetadata: z.record(z.string(), z.unknown()),
    unsafeMetadata: z.record(z.string(), z.unknown()),
    hasPassword: z.boolean(),
    createdAt: time,
    updatedAt: time,
    lastSignInAt: time.nullable(),
    deletionAt: time.nullable().describe('When a deletion that was asked for becomes final'),
  })
  .meta({ id: 'User' })

/** A session for an answer. */
export function sessionJson(reading: SessionReading): Record<string, unknown> {
  const { session, user, nowMs } = reading
  const status = statusOf(session, user, nowMs)
  const { idleMs } = session.limits
  return {
    id: session.id,
    userId: session.userId,
    clientId: session.clientId,
    transport: session.transport,
    status: status.state,
    reason: isOver(status) ? status.reason : null,
    tasks: status.state === 'pending' ? status.tasks : [],
    createdAt: timeJson(session.createdAtMs),
    lastActiveAt: timeJson(session.lastActiveAtMs),
    expiresAt: timeJson(session.limits.absoluteExpiresAtMs),
    idleExpiresAt: idleMs === null ? null : timeJson(session.lastActiveAtMs + idleMs),
    device: { ...describeUserAgent(session.device.userAgent), address: session.device.address },
    actor: session.actor,
  }
}

/** A user for an answer to the user. */
export function userJson(user: User): Record<string, unknown> {
  return {
    id: user.id,
    email: user.email,
    emailVerified: user.emailVerifiedAtMs !== null,
    firstName: user.firstName,
    lastName: user.lastName,
    username: user.username,
    imageUrl: user.imageUrl,
    externalId: user.externalId,
    locale: user.locale,
    publicMetadata: user.metadata.public,
    unsafeMetadata: user.metadata.unsafe,
    hasPassword: user.hasPassword,
    createdAt: timeJson(user.createdAtMs),
    updatedAt: timeJson(user.updatedAtMs),
    lastSignInAt: optionalTime(user.lastSignInAtMs),
    deletionAt: optionalTime(user.deletionAtMs),
  }
}

/** A time for an answer: RFC 3339 in UTC with milliseconds. */
export function timeJson(ms: number): string {
  const known = SPELLED.get(ms)
  if (known !== undefined) return known
  const text = new Date(ms).toISOString()
  if (SPELLED.size >= MAX_SPELLED) SPELLED.clear()
  SPELLED.set(ms, text)
  return text
}

// A session's times are spelled out at every check of it, and hardly ever change.
const SPELLED = new Map<number, string>()
const MAX_SPELLED = 10_000

/** A time for an answer that may be missing. */
export function optionalTime(ms: number | null): string | null {
  return ms === null ? null : timeJson(ms)
}

/** What a User-Agent says of browser and system, in words for people. */
export function describeUserAgent(userAgent: string | null): {
  readonly browser: string | null
  readonly os: string | null
  readonly type: string | null
} {
  const known = DESCRIBED.get(userAgent ?? '')
  if (known !== undefined) return known
  const parsed = userAgent ? Bowser.parse(userAgent) : null
  const described = {
    browser: words(parsed?.browser.name, parsed?.browser.version?.split('.')[0]),
    os: words(parsed?.os.name, parsed?.os.versionName ?? parsed?.os.version),
    type: parsed?.platform.type ?? null,
  }
  if (DESCRIBED.size >= MAX_DESCRIBED) DESCRIBED.clear()
  DESCRIBED.set(userAgent ?? '', described)
  return described
}

type UserAgentWords = ReturnType<typeof describeUserAgent>

// Parsing costs more than a whole request on the hot path, and the same few hundred texts come again and again.
const DESCRIBED = new Map<string, UserAgentWords>()
const MAX_DESCRIBED = 1_000

function words(...parts: readonly (string | undefined)[]): string | null {
  const said = parts.filter((part) => part !== undefined && part !== '')
  return said.length === 0 ? null : said.join(' ')
}
