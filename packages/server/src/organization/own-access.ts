/** What the routes of members take: who may read, who may act, and by what. */

import { z } from 'zod'

/** Whoever shows a session reads. */
export const READERS = ['client-cookie', 'session-token', 'opaque-session'] as const

/** Whoever holds one for long acts. */
export const WRITERS = ['client-cookie', 'refresh-token'] as const

/** The refresh token of those who have one. */
export const proof: { readonly refreshToken: z.ZodOptional<z.ZodString> } = {
  refreshToken: z.string().max(200).optional(),
}
