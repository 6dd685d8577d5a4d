/** `/api/admin/policy`: how long people stay signed in, read and changed while the server runs. */

import { PRESETS, type PresetName } from '@coatcheck/core'
import { z } from 'zod'
import { defineRoute, json, type Route } from '../http/route.ts'
import { changePolicy } from '../policy/change-policy.ts'
import { policyMembers, policySchema } from '../policy/policy-schema.ts'
import type { Server } from '../server.ts'

const answerMembers = {
  policy: policySchema.describe('What is in force'),
  preset: z.string().describe('What holds where nothing else is said'),
  saved: policySchema.partial().meta({ id: 'SavedPolicy', description: 'What was saved here' }),
  locked: z.array(z.string()).describe('Members that the configuration fixes: they cannot be changed here'),
}
const answerSchema = z.object(answerMembers).meta({ id: 'PolicyInForce' })
const changedSchema = z
  .object({ ...answerMembers, sessionsChanged: z.int().describe('Living sessions made stricter') })
  .meta({ id: 'ChangedPolicy' })

/** Reads the policy. */
export const getPolicy: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/policy',
    summary: 'The session policy in force and where it comes from',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    responses: { 200: { description: 'The policy', schema: answerSchema } },
  },
  async ({ server }) => json(200, policyJson(server)),
)

/** Changes the policy. */
export const updatePolicy: Route = defineRoute(
  {
    method: 'patch',
    path: '/api/admin/policy',
    summary: 'Change the session policy',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'policy',
    body: z.strictObject({
      ...policyMembers,
      preset: z
        .enum(Object.keys(PRESETS) as PresetName[])
        .optional()
        .describe('Replaces what was saved by a preset; other members of the request come on top'),
      applyToExisting: z
        .boolean()
        .optional()
        .describe('Tightens living sessions too; none ever becomes longer. Default false: new sessions only'),
    }),
    responses: {
      200: {
        description: 'The policy as it is now',
        schema: changedSchema,
      },
    },
    errors: ['policy_locked'],
  },
  async ({ server, body, context }) => {
    const { preset, applyToExisting, ...members } = body
    const request = { preset: preset ?? null, members, applyToExisting: applyToExisting ?? false }
    const sessionsChanged = await changePolicy(server, request, context)
    return sessionsChanged instanceof Response
      ? sessionsChanged
      : json(200, { ...policyJson(server), sessionsChanged })
  },
)

function policyJson({ policyInForce, settings }: Server): Record<string, unknown> {
  return {
    policy: policyInForce.current(),
    preset: settings.preset,
    saved: policyInForce.saved(),
    locked: policyInForce.locked(),
  }
}
