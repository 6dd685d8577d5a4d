/** `/invitation`: where the link of an invitation leads. */

import { postForm, submitButton } from './form.ts'
import { type Html, html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'

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
  switch (state.kind) {
    case 'invalid':
      return ticketPage({
        page: props,
        title: 'This invitation no longer works',
        lead: 'It was used already, taken back, or it is too old. Ask whoever invited you for another one.',
        body: html`<p><a class="button button-primary" href="${PAGE_PATHS.account}">Continue</a></p>`,
      })
    case 'stranger':
      return ticketPage({
        page: props,
        title: `Join ${state.organization}`,
        lead: html`This invitation is for <bdi class="strong">${state.email}</bdi>. Sign in with that address,
          or make an account of it.`,
        body: html`<p>
          <a class="button button-primary" href="${linkTo(PAGE_PATHS.signIn, state.here)}">Sign in</a>
        </p>`,
        stub: html`<p>No account yet? <a href="${linkTo(PAGE_PATHS.signUp, state.here)}">Sign up</a></p>`,
      })
    case 'confirm':
      return ticketPage({
        page: props,
        title: `Join ${state.organization}`,
        lead: html`You are signed in as <bdi class="strong">${state.email}</bdi>.`,
        body: postForm(
          props,
          PAGE_PATHS.invitation,
          submitButton({ text: 'Accept the invitation', look: 'primary' }),
          { token: state.token, session_id: state.sessionId },
        ),
      })
    case 'joined':
      return ticketPage({
        page: props,
        title: `Welcome to ${state.organization}`,
        lead: 'You are a member now.',
        body: html`<p>
          <a class="button button-primary" href="${props.redirectUrl ?? PAGE_PATHS.account}">Continue</a>
        </p>`,
      })
  }
}
