/** The page that asks whether to sign out, for an application that asked us to. */

import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { PAGE_PATHS } from './paths.ts'
import { personLine } from './person.ts'
import type { SignedInAccount } from './sign-in.ts'

/** What it shows. Its form sends `acting_session_id` and `request`. */
export type EndSessionProps = PageProps & {
  /** Who would be signed out. */
  readonly account: SignedInAccount
  /** The application that asks; `null` when it does not say. */
  readonly clientName: string | null
  /** What it asked for, as a query. */
  readonly request: string
}

/** The page. */
export function endSessionPage(props: EndSessionProps): Html {
  const { account, clientName, locale } = props
  const { common, applications } = locale.messages
  return ticketPage({
    page: props,
    title: applications.signOutTitle,
    lead:
      clientName === null
        ? applications.somethingAsksToSignOut
        : applications.asksToSignOut(html`<bdi>${clientName}</bdi>`),
    body: html`<p class="person">${personLine(locale, account)}</p>
      ${postForm(
        { csrfToken: props.csrfToken },
        PAGE_PATHS.confirmEndSession,
        submitButton({ text: common.signOut, look: 'primary' }),
        { acting_session_id: account.sessionId, request: props.request },
      )}
      <a class="button button-secondary" href="${PAGE_PATHS.account}">${applications.staySignedIn}</a>`,
    stub: html`<p>${applications.signedOutWithIt}</p>`,
  })
}
