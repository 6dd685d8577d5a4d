/** Metadata as they come in: JSON objects of bounded size and depth. */

import type { JsonObject } from '@coatcheck/core'
import { z } from 'zod'

/** The largest metadata object, in characters of JSON. */
const MAX_LENGTH = 8_192

const MAX_DEPTH = 16

/** One of a user's three metadata objects. */
export const metadataSchema: z.ZodType<JsonObject> = z
  .record(z.string(), z.unknown())
  // Depth first: what follows recurses.
  .refine((value) => nestsAtMost(value, MAX_DEPTH), {
    message: `Metadata are nested at most ${MAX_DEPTH} levels deep.`,
    abort: true,
  })
  .refine((value) => JSON.stringify(value).length <= MAX_LENGTH, {
    message: `Metadata are at most ${MAX_LENGTH} characters of JSON.`,
  })
  // What a JSON body holds is JSON all the way down.
  .transform((value) => value as JsonObject)

function nestsAtMost(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((member) => nestsAtMost(member, levels - 1))
}
