/** What Supabase and PostgREST read of a token. */

import { isAudience, isName } from './claim-guards.ts'
import { type Guard, isCustomClaims, listOf, oneOf, optional } from './custom-claims.ts'
import { isMembers, type Members, readOwn, readText } from './own-members.ts'

/** Claims for Supabase, such as those of the template `supabase`, and those of Supabase's own tokens of people. */
export type SupabaseClaims = {
  readonly iss: string
  /** The user's id. Supabase's `auth.uid()` takes it for a UUID; policies compare `auth.jwt() ->> 'sub'` otherwise. */
  readonly sub: string
  readonly aud: string | readonly string[]
  /** The role of Postgres that a request runs as. */
  readonly role: string
  readonly iat: number
  readonly exp: number
  /** Empty for who has none. */
  readonly email?: string
  readonly email_verified?: boolean
  readonly phone?: string
  /** What administrators wrote: what the user may do can go by it. */
  readonly app_metadata?: Members
  /** What users write themselves: for display, never for what they may do. */
  readonly user_metadata?: Members
  readonly session_id?: string
  readonly aal?: 'aal1' | 'aal2' | 'aal3'
  readonly amr?: readonly unknown[]
  readonly is_anonymous?: boolean
}

const anything: Guard<unknown> = (_value): _value is unknown => true

const isOfForm = isCustomClaims({
  iss: isName,
  sub: isName,
  aud: isAudience,
  role: isName,
  iat: 'number',
  exp: 'number',
  email: optional('string'),
  email_verified: optional('boolean'),
  phone: optional('string'),
  app_metadata: optional('object'),
  user_metadata: optional('object'),
  session_id: optional('string'),
  aal: optional(oneOf('aal1', 'aal2', 'aal3')),
  amr: optional(listOf(anything)),
  is_anonymous: optional('boolean'),
})

/**
 * Whether something has claims by which Supabase knows a person. It says nothing of whether they are true: that is for who
 * verifies the token.
 */
export function isSupabaseClaims(value: unknown): value is SupabaseClaims {
  return isOfForm(value)
}

/** The user's id; `null` for what are no claims of Supabase's. */
export function supabaseUserId(value: unknown): string | null {
  return isSupabaseClaims(value) ? readText(value, 'sub') : null
}

/** The role of Postgres; `null` for what are no claims of Supabase's. */
export function supabaseRole(value: unknown): string | null {
  return isSupabaseClaims(value) ? readText(value, 'role') : null
}

/** What administrators wrote of the user; `{}` where there is nothing. */
export function supabaseAppMetadata(value: unknown): Members {
  const metadata = isSupabaseClaims(value) ? readOwn(value, 'app_metadata') : null
  return metadata?.kind === 'data' && isMembers(metadata.value) ? metadata.value : {}
}
