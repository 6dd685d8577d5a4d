/** The way to an upstream: a page that leads on by itself, and by a link where browsers are told not to follow. */

import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'

/** The upstream's name, and where it signs people in. */
export type LeavingProps = PageProps & { readonly name: string; readonly url: string }

/** The page. */
export function leavingPage({ name, url, ...page }: LeavingProps): Html {
  const { signIn } = page.locale.messages
  return ticketPage({
    page,
    title: signIn.onTo(name),
    lead: signIn.comeBack,
    leadsTo: url,
    body: html`<p>
      <a class="button button-primary" href="${url}">${signIn.continueWith(name)}</a>
    </p>`,
  })
}
