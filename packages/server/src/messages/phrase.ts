/** Sentences with places in them that a page fills with markup: no message holds any itself. */

/** A sentence in pieces: its own text, and what was put into it. */
export type Phrase<T> = readonly (string | T)[]

/** A sentence about something that the page shows in its own way, such as an address. */
export type PhraseOf = <T>(something: T) => Phrase<T>

/** A sentence some words of which are a link: it says which. */
export type PhraseWithLink = <T>(link: (words: string) => T) => Phrase<T>

/** A template tag that keeps the pieces of a sentence apart: say`${name} asks for access`. */
export function say<T>(texts: TemplateStringsArray, ...values: readonly T[]): Phrase<T> {
  return texts.flatMap((text, index): Phrase<T> => [text, ...values.slice(index, index + 1)])
}
