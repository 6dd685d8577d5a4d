/** What the routes of members take: who may read, who may act, and how acting is proved. */

import type { ErrorCode } from '@coatcheck/core/protocol'
import { z } from 'zod'

/** Whoever shows a session reads. */
export const READERS = ['client-cookie', 'session-token', 'opaque-session'] as const

/** Whoever holds one for long acts. */
export const WRITERS = ['client-cookie', 'refresh-token'] as const

/** The refresh token of those who have one. */
export const proof: { readonly refreshToken: z.ZodOptional<z.ZodString> } = {
  refreshToken: z.string().max(200).optional(),
}

/** What can be wrong with a proof. */
export const ACT_ERRORS: readonly ErrorCode[] = [
  'actor_not_allowed',
  'idempotency_key_required',
  'refresh_invalid',
  'refresh_reused',
  'refresh_superseded',
  'secret_unknown',
  'client_superseded',
  'dpop_invalid',
]
