/** The page for a request that got nowhere: what happened, and what to do now. */

import type { Said } from '../locale/locale.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageSetting } from './page.ts'
import { PAGE_PATHS } from './paths.ts'

/** The answers that have a page of their own. */
export type ErrorStatus = 400 | 403 | 404 | 429 | 500 | 503

/** What the error page shows. */
export type ErrorPageProps = PageSetting & {
  readonly status: ErrorStatus
  /** The stable code of the problem, for whoever is asked for help. */
  readonly code?: string | undefined
  /** Takes the place of the usual sentence, where more is known. */
  readonly message?: Said | undefined
  readonly retryAfterSeconds?: number | undefined
}

/** The error page. */
export function errorPage(props: ErrorPageProps): Html {
  const { look, locale, status, retryAfterSeconds: wait } = props
  const { common, nowhere } = locale.messages
  const { title, what } = nowhere[status]
  const message = props.message?.(locale.messages) ?? what
  return ticketPage({
    page: { look, locale, csrfToken: '' },
    title,
    lead: wait === undefined ? message : html`${message} ${nowhere.tryAgain(locale.formats.wait(wait))}`,
    body: html`<p>
      <a class="button button-secondary" href="${PAGE_PATHS.account}">${common.goToAccount}</a>
    </p>`,
    stub: html`<p class="facts"><span class="status-number">${status}</span> ${props.code ?? ''}</p>`,
  })
}
