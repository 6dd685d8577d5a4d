/** The page for a request that got nowhere: what happened, and what to do now. */

import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import { PAGE_PATHS } from './paths.ts'

/** The answers that have a page of their own. */
export type ErrorStatus = 400 | 403 | 404 | 429 | 500 | 503

/** What the error page shows. */
export type ErrorPageProps = {
  readonly appName?: string | undefined
  readonly status: ErrorStatus
  /** The stable code of the problem, for whoever is asked for help. */
  readonly code?: string | undefined
  /** Takes the place of the usual sentence, where more is known. */
  readonly message?: string | undefined
  readonly retryAfterSeconds?: number | undefined
}

const WORDS: Readonly<Record<ErrorStatus, readonly [title: string, message: string]>> = {
  400: ['That request made no sense', 'Go back, reload the page and try once more.'],
  403: ['That is not allowed from here', 'Open the page anew and try once more. Nothing was changed.'],
  404: ['There is nothing here', 'The address may be mistyped, or what was here is gone.'],
  429: ['Too many attempts', 'You are still signed in wherever you were.'],
  500: ['Something broke', 'It is not your fault, and it is on record. Try again in a moment.'],
  503: ['Busy just now', 'You are still signed in. Try again in a moment.'],
}

/** The error page. */
export function errorPage(props: ErrorPageProps): Html {
  const [title, message] = WORDS[props.status]
  const { retryAfterSeconds: wait } = props
  return ticketPage({
    page: { appName: props.appName, csrfToken: '' },
    title,
    lead: html`${props.message ?? message}${wait !== undefined && ` Try again in ${waitingTime(wait)}.`}`,
    body: html`<p><a class="button button-secondary" href="${PAGE_PATHS.account}">Go to your account</a></p>`,
    stub: html`<p class="facts"><span class="status-number">${props.status}</span> ${props.code ?? ''}</p>`,
  })
}

function waitingTime(seconds: number): string {
  const [amount, unit] =
    seconds < 60 ? [Math.max(1, Math.ceil(seconds)), 'second'] : [Math.ceil(seconds / 60), 'minute']
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}
