/** Changes the saved policy, and with it the living sessions if that is asked for. */

import { type ActContext, limitsFor, PRESETS, type PresetName, type SavedPolicy } from '@coatcheck/core'
import { given } from '../http/given.ts'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { type PolicyChange, policyContradiction } from './policy-schema.ts'

/** What is to be changed. */
export type PolicyRequest = {
  /** Starts from this preset instead of from what is saved. */
  readonly preset: PresetName | null
  readonly members: PolicyChange
  readonly applyToExisting: boolean
}

/** Saves the change. @returns How many living sessions it made stricter; an answer when it cannot be. */
export async function changePolicy(
  server: Server,
  request: PolicyRequest,
  context: ActContext,
): Promise<number | Response> {
  const { policyInForce, store } = server
  const locked = lockedMember(policyInForce.locked(), request.members)
  if (locked !== null) return problem('policy_locked', { field: `body.${locked}` })
  for (;;) {
    await policyInForce.reload()
    const before = policyInForce.saved()
    const after = changed(before, server.settings.preset, request)
    const contradiction = policyContradiction(policyInForce.compose(after))
    if (contradiction !== null) {
      return problem('invalid_request', {
        field: `body.${contradiction.member}`,
        detail: contradiction.detail,
      })
    }
    // Whoever is overtaken starts again, from what the other one saved.
    if (await store.policy.replace(before, after, context)) break
  }
  await policyInForce.reload()
  return request.applyToExisting ? await tightenLiving(server) : 0
}

function changed(
  before: SavedPolicy,
  preset: PresetName,
  { preset: chosen, members }: PolicyRequest,
): SavedPolicy {
  const base: SavedPolicy = chosen === null ? before : PRESETS[chosen]
  const { idleSeconds, ...others } = members
  const idle = { ...(base.idleSeconds ?? PRESETS[preset].idleSeconds), ...given(idleSeconds ?? {}) }
  return { ...base, ...given(others), ...(idleSeconds === undefined ? {} : { idleSeconds: idle }) }
}

/** Tightens every living session to the policy in force, surface by surface. */
async function tightenLiving({ store, policy }: Server): Promise<number> {
  let count = 0
  for (const surface of ['cookie', 'token', 'opaque'] as const) {
    count += await store.sessions.tighten(surface, limitsFor(policy(), surface, true))
  }
  return count
}

function lockedMember(locked: readonly string[], { idleSeconds, ...others }: PolicyChange): string | null {
  const named = [
    ...Object.keys(given(others)),
    ...Object.keys(given(idleSeconds ?? {})).map((surface) => `idleSeconds.${surface}`),
  ]
  return named.find((member) => locked.includes(member)) ?? null
}
