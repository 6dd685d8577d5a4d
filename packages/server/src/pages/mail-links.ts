/** Finds the links in a mail's plain text. */

import type { Html } from './html.ts'
import { html } from './html.ts'

// A full stop or bracket after an address belongs to the sentence, not to the address.
const ADDRESS = /\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,;:!?()]/g

/** The text with its http and https addresses as links. Everything else stays text. */
export function withLinks(text: string): Html[] {
  const parts: Html[] = []
  let end = 0
  for (const match of text.matchAll(ADDRESS)) {
    parts.push(html`${text.slice(end, match.index)}`, linkOrText(match[0]))
    end = match.index + match[0].length
  }
  return [...parts, html`${text.slice(end)}`]
}

/** The different links of the text, in order. */
export function linksIn(text: string): URL[] {
  const addresses = new Set(text.match(ADDRESS))
  return [...addresses].flatMap((address) => URL.parse(address) ?? [])
}

function linkOrText(address: string): Html {
  return URL.canParse(address) ? html`<a href="${address}">${address}</a>` : html`${address}`
}
