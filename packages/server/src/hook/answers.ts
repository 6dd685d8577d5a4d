/** What hooks may answer. Members that nobody knows are no answer: a misspelled one would be one that is missing. */

import { readAddedClaims } from '@coatcheck/core'
import { z } from 'zod'
import { metadataSchema } from '../account/metadata-schema.ts'
import { nameSchema } from '../account/profile-schema.ts'
import type { HookName, HookTypes } from './hook.ts'

const MAX_MESSAGE = 200
const YEAR_SECONDS = 365 * 86_400

/** One line: nothing that breaks it, and nothing that turns the direction of the text around it. */
const LINE = /^[^\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+$/u

const refusal = z.strictObject({
  allow: z.literal(false),
  message: z.string().trim().min(1).max(MAX_MESSAGE).regex(LINE, 'This is not one line.'),
})

/** The answers, by hook. */
export const HOOK_ANSWERS: { readonly [N in HookName]: z.ZodType<HookTypes[N]['answer']> } = {
  beforeSignUp: z.discriminatedUnion('allow', [
    z.strictObject({
      allow: z.literal(true),
      firstName: nameSchema.nullable().optional(),
      lastName: nameSchema.nullable().optional(),
      publicMetadata: metadataSchema.optional(),
      privateMetadata: metadataSchema.optional(),
    }),
    refusal,
  ]),
  beforeSession: z.discriminatedUnion('allow', [
    z.strictObject({
      allow: z.literal(true),
      maxSeconds: z.int().min(60).max(YEAR_SECONDS).optional(),
    }),
    refusal,
  ]),
  customClaims: z.strictObject({ claims: z.unknown() }).transform(({ claims }, context) => {
    const read = readAddedClaims(claims as Parameters<typeof readAddedClaims>[0]) // the answer was JSON
    if (read.ok) return { claims: read.claims }
    context.addIssue({ code: 'custom', message: read.detail })
    return z.NEVER
  }),
}

/** What is wrong with an answer, without any of its values. */
export function describeAnswer(error: z.ZodError): string {
  const [issue] = error.issues
  if (issue === undefined) return 'its answer is none'
  const where = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
  return `its answer is none (${where}${issue.message})`
}
