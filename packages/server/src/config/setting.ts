/** What a setting is: its names, what it may hold, and how its text is read. */

import { Secret } from '@coatcheck/core'

/** A setting of type `T`. Every source gives text, so that one parser judges them all. */
export type Setting<T> = {
  /** Its environment variables; the first one is the one to recommend. */
  readonly variables: readonly [string, ...string[]]
  /** The flag of `coatcheck serve`, without dashes. */
  readonly flag: string
  /** One line on what it is for. */
  readonly purpose: string
  /** What may be written, to end the sentence "allowed: ...". */
  readonly allowed: string
  /** What holds when nobody sets it, as people say it. */
  readonly otherwise: string
  /** Its value is never shown. */
  readonly isSecret: boolean
  /** Of a value with parts: what is wrong with each, to end a sentence that begins with where the value stands. */
  readonly faults?: (text: string) => readonly string[]
  /** The value, or `INVALID`. */
  readonly parse: (text: string) => T | typeof INVALID
}

/** What a parser answers to a text that is not allowed. Not `null`, which some settings mean by `none`. */
export const INVALID: unique symbol = Symbol('invalid')

/** Reads a whole number between two bounds, both allowed. */
export function wholeNumber(min: number, max: number): Setting<number>['parse'] {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? value : INVALID
  }
}

/** Reads a whole number between two bounds, or `none`. */
export function numberOrNone(min: number, max: number): Setting<number | null>['parse'] {
  const number = wholeNumber(min, max)
  return (text) => (text === 'none' ? null : number(text))
}

/** Reads one of some words. */
export function oneOf<W extends string>(words: readonly W[]): Setting<W>['parse'] {
  return (text) => words.find((word) => word === text) ?? INVALID
}

/** Reads `true` or `false`, also spelled `1` and `0`. */
export function yesOrNo(text: string): boolean | typeof INVALID {
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : INVALID
}

/** Reads a comma-separated list whose entries another parser reads; white space around them is ignored. */
export function listOf<T>(entry: Setting<T>['parse']): Setting<readonly T[]>['parse'] {
  return (text) => {
    const values: T[] = []
    for (const part of text.split(',')) {
      const value = part.trim() === '' ? INVALID : entry(part.trim())
      if (value === INVALID) return INVALID
      values.push(value)
    }
    return values
  }
}

/** Reads a URL with one of the schemes as a secret, since it may hold a password. */
export function secretUrl(...schemes: string[]): Setting<Secret>['parse'] {
  return (text) => (schemes.includes(URL.parse(text)?.protocol ?? '') ? new Secret(text) : INVALID)
}

/** Reads an exact origin (RFC 6454), such as `https://app.example.com`. */
export function origin(text: string): string | typeof INVALID {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:', 'chrome-extension:', 'moz-extension:'].includes(url.protocol))
    return INVALID
  const spelled = `${url.protocol}//${url.host}`
  return url.host !== '' && (text === spelled || text === `${spelled}/`) ? spelled : INVALID
}
