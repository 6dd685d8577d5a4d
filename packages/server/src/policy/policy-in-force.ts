/** The policy in force: the preset, over it what operators saved, over that what configuration fixes. */

import { type PolicyStore, PRESETS, type SavedPolicy, type SessionPolicy } from '@coatcheck/core'
import { applyPolicySettings } from '../config/policy-settings.ts'
import { readInOrder } from '../store/read-in-order.ts'
import type { Settings } from '../config/settings.ts'

/** The policy, kept in memory and read again when it changes. */
export type PolicyInForce = {
  readonly current: () => SessionPolicy
  readonly saved: () => SavedPolicy
  /** The members that configuration fixes: saving them changes nothing. */
  readonly locked: () => readonly string[]
  /** What would be in force if this were saved. */
  readonly compose: (saved: SavedPolicy) => SessionPolicy
  readonly reload: () => Promise<void>
}

/** Reads the saved policy. */
export async function createPolicyInForce(
  store: PolicyStore,
  settings: Pick<Settings, 'preset' | 'policy'>,
): Promise<PolicyInForce> {
  let saved = await store.read()
  const compose = (members: SavedPolicy): SessionPolicy =>
    applyPolicySettings({ ...PRESETS[settings.preset], ...members }, settings.policy)
  let current = compose(saved)
  const { idleSeconds = {}, ...others } = settings.policy
  const locked = [
    ...Object.keys(others),
    ...Object.keys(idleSeconds).map((surface) => `idleSeconds.${surface}`),
  ]
  return {
    current: () => current,
    saved: () => saved,
    locked: () => locked,
    compose,
    reload: readInOrder(store.read, (members) => {
      saved = members
      current = compose(saved)
    }),
  }
}
