/** Session policy as operators write it: the form of each member, and what would contradict itself. */

import { MAX_TOKEN_SECONDS, MIN_TOKEN_SECONDS, type PolicySurface, type SessionPolicy } from '@coatcheck/core'
import { z } from 'zod'

const DAY = 86_400
const YEAR = 365 * DAY

const idle = z.int().min(60).max(YEAR).nullable().describe('Seconds; null for none')

/** The policy in an answer. */
export const policySchema: z.ZodObject = z
  .object({
    idleSeconds: z.object({ cookie: idle, token: idle, opaque: idle }),
    absoluteSeconds: z.int(),
    tokenSeconds: z.int(),
    tokenMaxSeconds: z.int(),
    devices: z.enum(['many', 'one']),
    accountsPerBrowser: z.enum(['many', 'one']),
    maxSessionsPerUser: z.int().nullable(),
    atSessionLimit: z.enum(['deny', 'evict-oldest']),
    exactIdle: z.boolean(),
    reverifySeconds: z.int(),
    impersonationSeconds: z.int(),
  })
  .meta({ id: 'SessionPolicy' })

/** What operators may set of the policy; what is absent stays. Bounds are those of the settings. */
export const policyMembers: {
  readonly [M in keyof SessionPolicy]: z.ZodType<PolicyChange[M]>
} = {
  idleSeconds: z
    .strictObject({ cookie: idle.optional(), token: idle.optional(), opaque: idle.optional() })
    .optional()
    .describe('The inactivity limit of each surface'),
  absoluteSeconds: z.int().min(300).max(YEAR).optional().describe('The absolute limit of every session'),
  tokenSeconds: z
    .int()
    .min(MIN_TOKEN_SECONDS)
    .max(MAX_TOKEN_SECONDS)
    .optional()
    .describe('Lifetime of a session token'),
  tokenMaxSeconds: z
    .int()
    .min(MIN_TOKEN_SECONDS)
    .max(MAX_TOKEN_SECONDS)
    .optional()
    .describe('The longest lifetime that may be asked for'),
  devices: z.enum(['many', 'one']).optional().describe('one: a sign-in ends those on other devices'),
  accountsPerBrowser: z
    .enum(['many', 'one'])
    .optional()
    .describe('one: a sign-in ends those of other accounts in the same browser'),
  maxSessionsPerUser: z.int().min(1).max(10_000).nullable().optional().describe('null for no limit'),
  atSessionLimit: z.enum(['deny', 'evict-oldest']).optional(),
  exactIdle: z.boolean().optional().describe('The idle limit fires at most 5 seconds late'),
  reverifySeconds: z.int().min(60).max(DAY).optional().describe('How recent a proof dangerous acts need'),
  impersonationSeconds: z
    .int()
    .min(60)
    .max(DAY)
    .optional()
    .describe('How long an administrator may act as a user'),
}

/** A change of the policy: its members one by one, idle limits surface by surface. */
export type PolicyChange = {
  readonly [M in Exclude<keyof SessionPolicy, 'idleSeconds'>]?: SessionPolicy[M] | undefined
} & { readonly idleSeconds?: { readonly [S in PolicySurface]?: number | null | undefined } | undefined }

/** What contradicts itself in a policy: the member at fault and why; `null` when nothing does. */
export function policyContradiction(
  policy: SessionPolicy,
): { readonly member: keyof SessionPolicy; readonly detail: string } | null {
  if (policy.tokenSeconds > policy.tokenMaxSeconds) {
    const detail = `tokenSeconds would be ${policy.tokenSeconds}: at most tokenMaxSeconds, ${policy.tokenMaxSeconds}.`
    return { member: 'tokenSeconds', detail }
  }
  const longestIdle = Math.max(0, ...Object.values(policy.idleSeconds).map((seconds) => seconds ?? 0))
  if (longestIdle > policy.absoluteSeconds) {
    const detail = `An idle limit would be ${longestIdle}: at most absoluteSeconds, ${policy.absoluteSeconds}.`
    return { member: 'idleSeconds', detail }
  }
  return null
}
