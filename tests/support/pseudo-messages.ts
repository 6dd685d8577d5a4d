/**
 * A language that nobody speaks: English in Arabic letters, which are written from right to left. Whatever shows up in
 * Latin letters on a page in it did not come from the messages.
 */

import { en } from '../../packages/server/src/messages/en.ts'
import type { Messages } from '../../packages/server/src/messages/messages.ts'

const LETTERS = 'ابتثجحخدذرزسشصضطظعغفقكلمنه'

/** Its texts. */
export function pseudoMessages(): Messages {
  return shifted(en) as Messages
}

/** The same text in other letters, about as long; what is no letter stays. */
export function shiftedText(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => LETTERS[letter.toLowerCase().charCodeAt(0) - 97] ?? letter)
}

type Said = string | readonly unknown[]

function shifted(value: unknown): unknown {
  if (typeof value === 'string') return shiftedText(value)
  if (typeof value === 'function') return shiftedFunction(value as (...given: readonly unknown[]) => Said)
  return Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, shifted(member)]))
}

/** What is put into a text comes out as it went in, for which its places are marked while the letters change. */
function shiftedFunction(
  say: (...given: readonly unknown[]) => Said,
): (...given: readonly unknown[]) => Said {
  return (...given) => {
    const marks = given.map((_, index) => String.fromCharCode(0xe000 + index))
    const said = say(
      ...given.map((value, index) => {
        if (typeof value === 'function') return (words: string) => [value(shiftedText(words))]
        return typeof value === 'number' ? value : marks[index]
      }),
    )
    const back = (text: string): Said => {
      const mark = marks.indexOf(text)
      if (mark !== -1) return [given[mark]]
      return marks.reduce(
        (known, one, index) => known.replaceAll(one, String(given[index])),
        shiftedText(text),
      )
    }
    return typeof said === 'string'
      ? back(said)
      : said.flatMap((part) => (typeof part === 'string' ? back(part) : part))
  }
}
