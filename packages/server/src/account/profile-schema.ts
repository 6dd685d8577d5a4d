/** A user's profile as it is written, by the user or by an administrator. */

import { z } from 'zod'

type Text = z.ZodOptional<z.ZodNullable<z.ZodString>>

/** No control characters, and none that turn the direction of the text around them. */
const NAME = /^[^\p{Cc}\u202A-\u202E\u2066-\u2069]+$/u

/** A person's name. */
export const nameSchema: z.ZodString = z.string().trim().min(1).max(100).regex(NAME, 'This is not a name.')

const name: Text = nameSchema.nullable().optional()

/** The members of a profile; what is absent stays, `null` clears. */
export const profileMembers: {
  readonly firstName: Text
  readonly lastName: Text
  readonly username: Text
  readonly imageUrl: z.ZodOptional<z.ZodNullable<z.ZodURL>>
  readonly locale: Text
} = {
  firstName: name,
  lastName: name,
  username: z
    .string()
    .regex(/^[\w.-]{3,64}$/)
    .nullable()
    .optional(),
  imageUrl: z
    .url({ protocol: /^https$/ })
    .max(2048)
    .nullable()
    .optional(),
  locale: z
    .string()
    .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*$/)
    .nullable()
    .optional()
    .describe('A BCP 47 language tag'),
}
