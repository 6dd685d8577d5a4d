/** Where values of settings come from, and which one counts: flags, environment, configuration file. */

import type { Appearance } from '@coatcheck/core/protocol'
import type { HooksConfig } from '../hook/hook.ts'
import type { MessagesByTag } from '../locale/locales.ts'
import { SETTING_NAMES, type SettingName, SETTINGS, type SettingValues } from './definitions.ts'
import { flattenHooks, type HookFunctions } from './hook-settings.ts'
import { readLocales } from './locale-settings.ts'
import { INVALID, type Setting } from './setting.ts'

/** What `coatcheck.config.ts` may hold: any setting, by its name, and what no text can hold. */
export type CoatcheckConfig = {
  readonly [N in Exclude<SettingName, 'appearance'>]?: string | number | boolean | readonly string[]
} & {
  readonly appearance?: Appearance
  readonly hooks?: HooksConfig
  /** Languages beside those that come with the server, or in their place, each with all of its texts. */
  readonly locales?: MessagesByTag
}

/** The configuration of `coatcheck.config.ts`, checked by the compiler. */
export function defineConfig(config: CoatcheckConfig): CoatcheckConfig {
  return config
}

/** Texts by name: environment variables, or flags without their dashes. */
export type Texts = { readonly [name: string]: string | undefined }

/** Everything that may set something. */
export type Sources = {
  readonly flags: Texts
  readonly environment: Texts
  /** The configuration file's name and content; `null` without one. */
  readonly file: { readonly name: string; readonly config: object } | null
}

/** Where a value in force came from. */
export type Origin =
  | { readonly from: 'flag' | 'environment' | 'file'; readonly name: string }
  | { readonly from: 'default' }

/** The values that somebody set, and where. */
export type GivenSettings = {
  readonly values: Partial<SettingValues>
  readonly origins: { readonly [N in SettingName]: Origin }
  /** Hooks that are functions, which only the file can hold. */
  readonly functions: HookFunctions
  /** Languages, which only the file can hold. */
  readonly locales: MessagesByTag
}

type Found = { readonly text: string; readonly origin: Exclude<Origin, { from: 'default' }> }

/** Reads every setting from the first source that has it. All mistakes are collected in `problems`, as sentences. */
export function readSources(sources: Sources, problems: string[]): GivenSettings {
  const { file } = sources
  const { members: config, functions } = flattenHooks(file?.config ?? {}, file?.name ?? '', problems)
  const locales = readLocales(config.get('locales'), file?.name ?? '', problems)
  for (const name of config.keys()) {
    if (!(name in SETTINGS) && name !== 'locales') problems.push(`${name} in ${file?.name} is not a setting`)
  }
  const values: Record<string, unknown> = {}
  const origins: Record<string, Origin> = {}
  for (const name of SETTING_NAMES) {
    const setting: Setting<unknown> = SETTINGS[name]
    const found = findText(setting, name, sources, config, problems)
    origins[name] = found?.origin ?? { from: 'default' }
    if (found === null) continue
    const value = setting.parse(found.text)
    if (value === INVALID) problems.push(...describe(setting, found))
    else values[name] = value
  }
  // Every value was made by the parser of its own name, in the loop above.
  return {
    values: values as Partial<SettingValues>,
    origins: origins as GivenSettings['origins'],
    functions,
    locales,
  }
}

function findText(
  setting: Setting<unknown>,
  name: SettingName,
  sources: Sources,
  config: ReadonlyMap<string, unknown>,
  problems: string[],
): Found | null {
  const flag = sources.flags[setting.flag]
  if (flag !== undefined) return { text: flag, origin: { from: 'flag', name: `--${setting.flag}` } }

  const given = setting.variables.filter((variable) => (sources.environment[variable] ?? '') !== '')
  const [variable, other] = given
  if (variable !== undefined) {
    const text = sources.environment[variable] ?? ''
    if (other !== undefined && sources.environment[other] !== text) {
      problems.push(`${variable} and ${other} are two names of one setting and differ: set one of them`)
    }
    return { text, origin: { from: 'environment', name: variable } }
  }
  const value = config.get(name)
  if (value === undefined || value === null) return null
  return {
    text: Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value),
    origin: { from: 'file', name: `${name} in ${sources.file?.name}` },
  }
}

/** The variable, the shape of what came, and what is allowed; of a value with parts, for each that is wrong. */
function describe(setting: Setting<unknown>, { text, origin }: Found): readonly string[] {
  if (setting.faults !== undefined) return setting.faults(text).map((fault) => origin.name + fault)
  const size = `${text.length} ${text.length === 1 ? 'character' : 'characters'}`
  const shape = setting.isSecret ? size : JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text)
  return [`${origin.name} is ${shape}; allowed: ${setting.allowed}`]
}
