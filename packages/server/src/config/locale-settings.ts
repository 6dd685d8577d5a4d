/** The languages among the settings: those that the configuration file brings along, and the one for whoever says nothing. */

import { lookupLanguage } from '@coatcheck/core'
import type { MessagesByTag } from '../locale/locales.ts'
import { BUILT_IN_MESSAGES } from '../messages/built-in.ts'
import type { Messages } from '../messages/messages.ts'

/** More than any language is off by: the rest would say the same. */
const MOST_PROBLEMS = 10

/** Reads `locales`. All mistakes are collected in `problems`, as sentences. */
export function readLocales(value: unknown, fileName: string, problems: string[]): MessagesByTag {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) {
    problems.push(`locales in ${fileName} is no object`)
    return {}
  }
  for (const [tag, messages] of Object.entries(value)) {
    const place = `locales.${tag} in ${fileName}`
    if (!isTag(tag)) problems.push(`${place} is no language; allowed: a tag of BCP 47, such as ar or pt-BR`)
    const faults = [...faultsIn(messages, BUILT_IN_MESSAGES.en, '')]
    for (const fault of faults.slice(0, MOST_PROBLEMS)) problems.push(`${place}: ${fault}`)
    if (faults.length > MOST_PROBLEMS) problems.push(`${place}: and ${faults.length - MOST_PROBLEMS} more`)
  }
  return value as MessagesByTag // every member was compared with those of English
}

/** What is wrong with the language that is set; `null` for nothing. */
export function localeProblem(tag: string | undefined, own: MessagesByTag): string | null {
  const known = [...Object.keys(BUILT_IN_MESSAGES), ...Object.keys(own)]
  const isThere = new Set(known.map((one) => one.toLowerCase()))
  if (tag === undefined || lookupLanguage([tag], (wanted) => isThere.has(wanted)) !== null) return null
  return `COATCHECK_LOCALE is ${JSON.stringify(tag)}; allowed: ${known.join(', ')}, or another one with its texts in the configuration file`
}

function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false // a RangeError
  }
}

/** Where a language is not of the form of English: what is missing, and what is there too much. */
function* faultsIn(value: unknown, like: Messages | object, path: string): Generator<string> {
  const given = typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null
  if (given === null) return yield `${path === '' ? 'it' : path} is no object`
  for (const [name, model] of Object.entries(like)) {
    const member = path === '' ? name : `${path}.${name}`
    const found = given.get(name)
    given.delete(name)
    if (typeof model === 'object') yield* faultsIn(found, model, member)
    else if (typeof found !== typeof model) yield `${member} is ${kindOf(found)}, not ${kindOf(model)}`
  }
  for (const name of given.keys()) yield `${path === '' ? name : `${path}.${name}`} is no text of ours`
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}
