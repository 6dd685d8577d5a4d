/** Which way a language is written. */

/** The scripts that run from right to left (Unicode's bidirectional class R or AL), of languages that people write today. */
const FROM_RIGHT: ReadonlySet<string> = new Set([
  'Adlm',
  'Arab',
  'Hebr',
  'Mand',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
  'Yezi',
])

/** The direction of a language tag; its script is the usual one of the language unless the tag names another. */
export function writingDirection(tag: string): 'ltr' | 'rtl' {
  return FROM_RIGHT.has(new Intl.Locale(tag).maximize().script ?? '') ? 'rtl' : 'ltr'
}
