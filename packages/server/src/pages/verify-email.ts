/** `/verify-email`: where the one-time link of a mail leads, to prove that an address is one's own. */

import { textField } from './form-field.ts'
import { postForm, submitButton, usernameForManagers } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'
import { linkSaying, strong } from './phrases.ts'

/** How far the visitor has come. */
export type VerifyEmailState =
  /** A mail was sent (or would have been: every address gets this answer). */
  | { readonly kind: 'sent'; readonly email?: string | undefined }
  /**
   * The link was opened. A button uses it up, because mail scanners follow links but press no buttons. Whoever is not
   * signed in as its user types the password: the link alone says nothing of whose account it is.
   */
  | {
      readonly kind: 'confirm'
      readonly token: string
      readonly email: string
      readonly asksPassword: boolean
    }
  | { readonly kind: 'invalid'; readonly email?: string | undefined }
  | { readonly kind: 'verified' }

/** What the page shows. `confirm` sends `token`; `sent` and `invalid` send `email` to get another mail. */
export type VerifyEmailProps = PageProps & { readonly state: VerifyEmailState }

/** The verify-email page. */
export function verifyEmailPage(props: VerifyEmailProps): Html {
  const { state } = props
  const { common, mailLinks } = props.locale.messages
  const signIn = linkSaying(linkTo(PAGE_PATHS.signIn, props.redirectUrl))
  switch (state.kind) {
    case 'sent':
      return ticketPage({
        page: props,
        title: mailLinks.lookInInbox,
        lead: state.email ? mailLinks.confirmSent(strong(state.email)) : mailLinks.confirmSentSomewhere,
        body: html`<details class="disclosure">
          <summary>${mailLinks.nothingThereYet}</summary>
          ${sendAgain(props, state.email)}
        </details>`,
        stub: html`<p>${mailLinks.confirmedAlready(signIn)}</p>`,
      })
    case 'confirm':
      return confirmPage(props, state)
    case 'invalid':
      return ticketPage({
        page: props,
        title: mailLinks.linkDead,
        lead: mailLinks.confirmDead,
        body: sendAgain(props, state.email),
        stub: html`<p>${mailLinks.confirmedAlready(signIn)}</p>`,
      })
    case 'verified':
      return ticketPage({
        page: props,
        title: mailLinks.confirmedTitle,
        lead: mailLinks.confirmed,
        body: html`<p>
          <a class="button button-primary" href="${props.redirectUrl ?? PAGE_PATHS.account}"
            >${common.continue}</a
          >
        </p>`,
      })
  }
}

function confirmPage(props: VerifyEmailProps, state: Extract<VerifyEmailState, { kind: 'confirm' }>): Html {
  const { mailLinks } = props.locale.messages
  const { token, asksPassword } = state
  const email = strong(state.email)
  return ticketPage({
    page: props,
    title: mailLinks.confirmTitle,
    lead: asksPassword ? mailLinks.confirmByPassword(email) : mailLinks.confirm(email),
    body: postForm(props, PAGE_PATHS.verifyEmail, confirmFields(props, state), { token }),
    stub:
      asksPassword &&
      html`<p>
        ${mailLinks.madeNoAccount}
        <a href="${linkTo(PAGE_PATHS.forgotPassword, props.redirectUrl)}">${mailLinks.forgotYourPassword}</a>
      </p>`,
  })
}

function confirmFields(
  props: VerifyEmailProps,
  { email, asksPassword }: Extract<VerifyEmailState, { kind: 'confirm' }>,
): Html {
  const { common, mailLinks } = props.locale.messages
  if (!asksPassword) return submitButton({ text: mailLinks.confirmAddress, look: 'primary' })
  const password = {
    name: 'password',
    label: common.password,
    type: 'password',
    autocomplete: 'current-password',
    autofocus: true,
  } as const
  return html`${usernameForManagers(email)} ${textField(props, password)}
  ${submitButton({ text: mailLinks.confirmAndSignIn, look: 'primary' })}`
}

function sendAgain(props: VerifyEmailProps, value: string | undefined): Html {
  const { common, mailLinks } = props.locale.messages
  const email = {
    name: 'email',
    label: common.emailAddress,
    type: 'email',
    autocomplete: 'username',
    value,
  } as const
  return postForm(
    props,
    PAGE_PATHS.verifyEmail,
    html`${textField(props, email)} ${submitButton({ text: mailLinks.sendAnotherLink, look: 'primary' })}`,
  )
}
