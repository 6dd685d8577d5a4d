/** The hooks among the settings: functions of the configuration file, or URLs and their secrets from anywhere. */

import type { HookSettings, HookTarget } from '../hook/create-hooks.ts'
import { HOOK_NAMES, type HookFunction, type HookName } from '../hook/hook.ts'
import { type SettingName, SETTINGS } from './definitions.ts'
import type { GivenSettings } from './sources.ts'

const DEFAULT_TIMEOUT_MS = 2_000

/** The settings of a hook at a URL. */
const OF_URL = {
  beforeSignUp: { url: 'hookBeforeSignUpUrl', secret: 'hookBeforeSignUpSecret' },
  beforeSession: { url: 'hookBeforeSessionUrl', secret: 'hookBeforeSessionSecret' },
  customClaims: { url: 'hookCustomClaimsUrl', secret: 'hookCustomClaimsSecret' },
} as const satisfies { readonly [N in HookName]: { readonly [member: string]: SettingName } }

/** Hooks that are functions. Whether they are of the right type is the compiler's word, by `defineConfig`. */
export type HookFunctions = { readonly [N in HookName]?: HookFunction<N> }

/** The configuration file with its member `hooks` taken apart. */
export type FlatConfig = {
  /** Every other member, and what `hooks` says of URLs under the names of settings. */
  readonly members: ReadonlyMap<string, unknown>
  readonly functions: HookFunctions
}

/** Takes `hooks` apart. All mistakes are collected in `problems`, as sentences. */
export function flattenHooks(config: object, fileName: string, problems: string[]): FlatConfig {
  const { hooks, ...rest } = config as { readonly hooks?: unknown }
  const members = new Map<string, unknown>(Object.entries(rest))
  const functions: Record<string, unknown> = {}
  for (const [name, hook] of entriesOf(hooks, `hooks in ${fileName}`, problems)) {
    const place = `hooks.${name} in ${fileName}`
    const known = HOOK_NAMES.find((candidate) => candidate === name)
    if (known === undefined) {
      problems.push(`${place} is not a hook; allowed: ${HOOK_NAMES.join(', ')}`)
    } else if (typeof hook === 'function') {
      functions[known] = hook
    } else if (hook !== undefined) {
      for (const [member, value] of entriesOf(hook, place, problems)) {
        if (member !== 'url' && member !== 'secret')
          problems.push(`${place} has the member ${member}; allowed: a function, or url and secret`)
        else if (members.has(OF_URL[known][member]))
          problems.push(`${OF_URL[known][member]} is in ${fileName} twice, also as hooks.${name}.${member}`)
        else members.set(OF_URL[known][member], value)
      }
    }
  }
  return { members, functions: functions as HookFunctions }
}

function entriesOf(
  value: unknown,
  place: string,
  problems: string[],
): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null) return []
  if (typeof value === 'object' && !Array.isArray(value)) return Object.entries(value)
  problems.push(`${place} is no object`)
  return []
}

/** The hooks in force: a URL, from wherever, stands above a function. All mistakes are collected in `problems`. */
export function hookSettings(given: GivenSettings, isProduction: boolean, problems: string[]): HookSettings {
  const { functions, values } = given
  const target = <N extends HookName>(name: N): HookTarget<N> | null => {
    const call: HookFunction<N> | undefined = functions[name]
    const byUrl = urlTarget(name, given, isProduction, problems)
    return byUrl ?? (call === undefined ? null : { kind: 'function', call })
  }
  return {
    beforeSignUp: target('beforeSignUp'),
    beforeSession: target('beforeSession'),
    customClaims: target('customClaims'),
    timeoutMs: values.hookTimeoutMs ?? DEFAULT_TIMEOUT_MS,
  }
}

function urlTarget(
  name: HookName,
  { values, origins }: GivenSettings,
  isProduction: boolean,
  problems: string[],
): Extract<HookTarget<HookName>, { kind: 'url' }> | null {
  const names = OF_URL[name]
  const url = values[names.url]
  const secrets = values[names.secret]
  const [urlVariable, secretVariable] = [
    SETTINGS[names.url].variables[0],
    SETTINGS[names.secret].variables[0],
  ]
  if (url !== undefined && origins[names.secret].from === 'default')
    problems.push(`${secretVariable} is not set; ${urlVariable} needs it`)
  if (secrets !== undefined && origins[names.url].from === 'default')
    problems.push(`${urlVariable} is not set; ${secretVariable} is for nothing else`)
  if (isProduction && url?.startsWith('http:') === true)
    problems.push(`${urlVariable} is an http URL; production needs https`)
  return url === undefined || secrets === undefined ? null : { kind: 'url', url, secrets }
}
