/** Reads ids in paths, queries and bodies. */

import { type Id, type IdPrefix, parseId } from '@coatcheck/core'
import { z } from 'zod'

/** The longest text that is looked at. */
const MAX_LENGTH = 64

/** An id of one kind; anything else is refused by the name of its field. */
export function idSchema<P extends IdPrefix>(prefix: P): z.ZodType<Id<P>, string> {
  return z
    .string()
    .max(MAX_LENGTH)
    .transform((text, context) => {
      const id = parseId(prefix, text)
      if (id !== null) return id
      context.addIssue({ code: 'custom', message: `This is not an id of the form ${prefix}_...` })
      return z.NEVER
    })
}
