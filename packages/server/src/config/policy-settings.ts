/** The part of the settings that fixes session policy, above what operators save at run time. */

import { PRESETS, type SessionPolicy } from '@coatcheck/core'
import type { SettingValues } from './definitions.ts'

/** What is set of the policy; what is absent is left to operators and preset. */
export type PolicySettings = Partial<Omit<SessionPolicy, 'idleSeconds'>> & {
  readonly idleSeconds?: Partial<SessionPolicy['idleSeconds']>
}

/** A policy with the settings put over it; each surface's idle limit on its own. */
export function applyPolicySettings(policy: SessionPolicy, settings: PolicySettings): SessionPolicy {
  return { ...policy, ...settings, idleSeconds: { ...policy.idleSeconds, ...settings.idleSeconds } }
}

/** Collects what is set of the policy. */
export function policySettings(values: Partial<SettingValues>): PolicySettings {
  return {
    idleSeconds: {
      ...(values.sessionIdleSeconds !== undefined && { cookie: values.sessionIdleSeconds }),
      ...(values.tokenSessionIdleSeconds !== undefined && { token: values.tokenSessionIdleSeconds }),
      ...(values.opaqueSessionIdleSeconds !== undefined && { opaque: values.opaqueSessionIdleSeconds }),
    },
    ...(values.sessionMaxSeconds !== undefined && { absoluteSeconds: values.sessionMaxSeconds }),
    ...(values.sessionTokenSeconds !== undefined && { tokenSeconds: values.sessionTokenSeconds }),
    ...(values.tokenMaxSeconds !== undefined && { tokenMaxSeconds: values.tokenMaxSeconds }),
    ...(values.devices !== undefined && { devices: values.devices }),
    ...(values.accountsPerBrowser !== undefined && { accountsPerBrowser: values.accountsPerBrowser }),
    ...(values.maxSessionsPerUser !== undefined && { maxSessionsPerUser: values.maxSessionsPerUser }),
    ...(values.impersonationSeconds !== undefined && { impersonationSeconds: values.impersonationSeconds }),
    ...(values.reverifySeconds !== undefined && { reverifySeconds: values.reverifySeconds }),
  }
}

/** Durations that contradict each other, as sentences. */
export function policyProblems(values: Partial<SettingValues>): readonly string[] {
  const policy = applyPolicySettings(PRESETS[values.preset ?? 'web'], policySettings(values))
  const problems: string[] = []
  if (policy.tokenSeconds > policy.tokenMaxSeconds) {
    problems.push(
      `COATCHECK_SESSION_TOKEN_SECONDS is ${policy.tokenSeconds}; ` +
        `allowed: at most COATCHECK_TOKEN_MAX_SECONDS, which is ${policy.tokenMaxSeconds}`,
    )
  }
  const longestIdle = Math.max(0, ...Object.values(policy.idleSeconds).map((seconds) => seconds ?? 0))
  if (longestIdle > policy.absoluteSeconds) {
    problems.push(
      `the idle limit of ${longestIdle} seconds never ends a session; ` +
        `allowed: at most COATCHECK_SESSION_MAX_SECONDS, which is ${policy.absoluteSeconds}`,
    )
  }
  return problems
}
