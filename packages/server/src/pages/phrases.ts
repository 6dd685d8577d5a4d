/** What stands in the places of sentences: links, and what is said with emphasis. */

import type { Html } from './html.ts'
import { html } from './html.ts'

/** A link, once a sentence says in which words. */
export function linkSaying(href: string): (words: string) => Html {
  return (words) => html`<a href="${href}">${words}</a>`
}

/** Something that people called so, apart from the sentence around it, whichever way it is written. */
export function strong(text: string): Html {
  return html`<bdi class="strong">${text}</bdi>`
}
