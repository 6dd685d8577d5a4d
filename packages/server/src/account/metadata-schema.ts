/** Metadata as they come in a request: a JSON object, bounded before anything walks it. */

import type { JsonObject } from '@coatcheck/core'
import { z } from 'zod'

const MAX_BYTES = 8_192
const MAX_DEPTH = 16

/** A JSON object of at most 8 KiB and 16 levels. */
export const metadataSchema: z.ZodType<JsonObject, Record<string, unknown>> = z
  .record(z.string(), z.unknown())
  .refine((value) => isShallow(value) && Buffer.byteLength(JSON.stringify(value)) <= MAX_BYTES, {
    message: `Metadata are at most ${MAX_BYTES} bytes of JSON, nested at most ${MAX_DEPTH} levels deep.`,
  })
  .transform((value) => value as JsonObject) // the body was JSON, so its parts are

/** Level by level instead of recursively: 64 KiB of brackets would exhaust the stack. */
function isShallow(value: unknown): boolean {
  let level: readonly unknown[] = [value]
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
    if (level.length === 0) return true
  }
  return false
}
