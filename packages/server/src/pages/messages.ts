/** What a page says before anything else: what went wrong, or what went well. */

import type { Html } from './html.ts'
import { attributes, html } from './html.ts'
import { icon } from './icons.ts'
import type { PageError, PageNotice, PageProps } from './page.ts'

/** The id of the error summary. */
export const ERROR_SUMMARY_ID = 'error-summary'

/** The error summary and the notice of a page; nothing when there is neither. */
export function messages(props: Pick<PageProps, 'error' | 'notice'>): Html {
  return html`${props.error && errorSummary(props.error)}${props.notice && noticeBox(props.notice)}`
}

// `autofocus` puts the keyboard and the screen reader on the summary after the reload, without a script.
function errorSummary(error: PageError): Html {
  const text =
    error.field === undefined ? error.message : html`<a href="#${error.field}">${error.message}</a>`
  return html`<div
    class="message message-error"
    id="${ERROR_SUMMARY_ID}"
    role="alert"
    tabindex="-1"
    autofocus
    data-code="${error.code}"
  >
    ${icon('alert')}
    <p>${text}</p>
  </div>`
}

function noticeBox(notice: PageNotice): Html {
  return html`<div class="message message-notice" role="status" ${attributes({ 'data-code': notice.code })}>
    ${icon('check')}
    <p>${notice.message}</p>
  </div>`
}
