/** How a person is shown: initials, name and address, of any length and script. */

import type { Locale } from '../locale/locale.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'

/** A person as far as a page shows them. */
export type Person = {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
}

/** The name to call a person by: their name, else their address. */
export function displayName({ messages }: Locale, person: Person): string {
  const name = [person.firstName, person.lastName].filter(Boolean).join(' ')
  return name || person.email || messages.common.nameless
}

/** The badge, the name, and the address below it where both are known. Content of a `person` line. */
export function personLine(locale: Locale, person: Person): Html {
  const name = displayName(locale, person)
  const second = person.email !== null && person.email !== name ? person.email : undefined
  return html`<span class="avatar" aria-hidden="true">${initials(name, locale)}</span>
    <span class="person-text">
      <bdi class="person-name">${name}</bdi>
      ${second && html`<bdi class="person-email">${second}</bdi>`}
    </span>`
}

/** One or two letters for the round badge; whole graphemes, so that no script is cut in half. */
function initials(name: string, { tag }: Locale): string {
  const words = name.split(/\s+/u).filter(Boolean)
  const picked = words.length > 1 ? [words.at(0), words.at(-1)] : words
  return picked.map((word) => firstGrapheme(word ?? '').toLocaleUpperCase(tag)).join('')
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' })

function firstGrapheme(text: string): string {
  for (const { segment } of GRAPHEMES.segment(text)) return segment
  return ''
}
