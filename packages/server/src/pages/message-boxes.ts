/** What a page says before anything else: what went wrong, or what went well. */

import type { Html } from './html.ts'
import { html } from './html.ts'
import { icon } from './icons.ts'
import type { PageError, PageNotice, PageProps } from './page.ts'

/** The id of the error summary. */
export const ERROR_SUMMARY_ID = 'error-summary'

/** The error summary and the notice of a page; nothing when there is neither. */
export function messageBoxes({
  error,
  notice,
  locale,
}: Pick<PageProps, 'error' | 'notice' | 'locale'>): Html {
  return html`${error && errorSummary(error, error.message(locale.messages))}${notice && noticeBox(notice, locale.messages.notices[notice.code])}`
}

// `autofocus` puts the keyboard and the screen reader on the summary after the reload, without a script.
function errorSummary({ code, field }: PageError, message: string): Html {
  const text = field === undefined ? message : html`<a href="#${field}">${message}</a>`
  return html`<div
    class="message message-error"
    id="${ERROR_SUMMARY_ID}"
    role="alert"
    tabindex="-1"
    autofocus
    data-code="${code}"
  >
    ${icon('alert')}
    <p>${text}</p>
  </div>`
}

function noticeBox({ code }: PageNotice, message: string): Html {
  return html`<div class="message message-notice" role="status" data-code="${code}">
    ${icon('check')}
    <p>${message}</p>
  </div>`
}
