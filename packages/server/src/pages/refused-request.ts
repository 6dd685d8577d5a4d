/** The page for a request of an application that nobody has looked at, and that cannot be granted. */

import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { PAGE_PATHS } from './paths.ts'

/** What it shows. */
export type RefusedRequestProps = PageProps & {
  readonly clientName: string
  /** Where the application would be told so. */
  readonly uri: string
  /** What it would be told. */
  readonly code: string
}

/** The page. */
export function refusedRequestPage({ clientName, uri, code, ...page }: RefusedRequestProps): Html {
  const { common, applications } = page.locale.messages
  const name = html`<bdi>${clientName}</bdi>`
  return ticketPage({
    page,
    title: applications.refusedTitle,
    lead: applications.refused(name),
    body: html`<div class="actions">
      <a class="button button-primary" href="${PAGE_PATHS.account}">${common.goToAccount}</a>
      <a class="button button-secondary" href="${uri}" rel="noreferrer">
        <span>${applications.backTo(name)}</span>
      </a>
    </div>`,
    stub: html`<p class="facts">${code}</p>`,
  })
}
