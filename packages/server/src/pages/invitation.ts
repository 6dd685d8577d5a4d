/** `/invitation`: where the link of an invitation leads. */

import { postForm, submitButton } from './form.ts'
import { type Html, html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'
import { linkSaying, strong } from './phrases.ts'

/** What the link stands for, and who opened it. */
export type InvitationState =
  | { readonly kind: 'invalid' }
  /** Nobody is signed in, or somebody with another address: the account of this one is needed. */
  | {
      readonly kind: 'stranger'
      readonly organization: string
      readonly email: string
      readonly here: string
    }
  | {
      readonly kind: 'confirm'
      readonly organization: string
      readonly email: string
      readonly token: string
      readonly sessionId: string
    }
  | { readonly kind: 'joined'; readonly organization: string }

/** What the page shows. `confirm` sends `token` and `session_id`. */
export type InvitationProps = PageProps & { readonly state: InvitationState }

/** The invitation page. */
export function invitationPage(props: InvitationProps): Html {
  const { state } = props
  const { common, invitation } = props.locale.messages
  switch (state.kind) {
    case 'invalid':
      return ticketPage({
        page: props,
        title: invitation.deadTitle,
        lead: invitation.dead,
        body: html`<p>
          <a class="button button-primary" href="${PAGE_PATHS.account}">${common.continue}</a>
        </p>`,
      })
    case 'stranger':
      return ticketPage({
        page: props,
        title: invitation.join(state.organization),
        lead: invitation.isFor(strong(state.email)),
        body: html`<p>
          <a class="button button-primary" href="${linkTo(PAGE_PATHS.signIn, state.here)}"
            >${common.signIn}</a
          >
        </p>`,
        stub: html`<p>${invitation.noAccountYet(linkSaying(linkTo(PAGE_PATHS.signUp, state.here)))}</p>`,
      })
    case 'confirm':
      return ticketPage({
        page: props,
        title: invitation.join(state.organization),
        lead: invitation.signedInAs(strong(state.email)),
        body: postForm(
          props,
          PAGE_PATHS.invitation,
          submitButton({ text: invitation.accept, look: 'primary' }),
          { token: state.token, session_id: state.sessionId },
        ),
      })
    case 'joined':
      return ticketPage({
        page: props,
        title: invitation.welcome(state.organization),
        lead: invitation.joined,
        body: html`<p>
          <a class="button button-primary" href="${props.redirectUrl ?? PAGE_PATHS.account}"
            >${common.continue}</a
          >
        </p>`,
      })
  }
}
