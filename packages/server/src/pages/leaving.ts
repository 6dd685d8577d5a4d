/** The way to an upstream: a page that leads on by itself, and by a link where browsers are told not to follow. */

import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'

/** The page. @param leaving The upstream's name, and where it signs people in. */
export function leavingPage(leaving: { readonly name: string; readonly url: string }): Html {
  const { name, url } = leaving
  return ticketPage({
    page: { csrfToken: '' },
    title: `On to ${name}`,
    lead: 'You come back here once you have signed in there.',
    leadsTo: url,
    body: html`<p>
      <a class="button button-primary" href="${url}"
        ><span>Continue to <bdi>${name}</bdi></span></a
      >
    </p>`,
  })
}
