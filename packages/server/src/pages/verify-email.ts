/** `/verify-email`: where the one-time link of a mail leads, to prove that an address is one's own. */

import { textField } from './form-field.ts'
import { postForm, submitButton, usernameForManagers } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'

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
  const signIn = linkTo(PAGE_PATHS.signIn, props.redirectUrl)
  switch (state.kind) {
    case 'sent':
      return ticketPage({
        page: props,
        title: 'Look in your inbox',
        lead: html`A link to confirm
        ${state.email ? html`<bdi class="strong">${state.email}</bdi>` : 'your address'} is on its way.`,
        body: html`<details class="disclosure">
          <summary>Nothing there after a few minutes?</summary>
          ${sendAgain(props, state.email)}
        </details>`,
        stub: html`<p>Confirmed already? <a href="${signIn}">Sign in</a></p>`,
      })
    case 'confirm':
      return ticketPage({
        page: props,
        title: 'Confirm your address',
        lead: state.asksPassword
          ? html`Enter the password of your account to confirm that
              <bdi class="strong">${state.email}</bdi> is yours.`
          : html`One press, and we know that mail to <bdi class="strong">${state.email}</bdi> reaches you.`,
        body: postForm(props, PAGE_PATHS.verifyEmail, confirmFields(props, state), { token: state.token }),
        stub: state.asksPassword
          ? html`<p>
              You made no account? Then close this page: nothing happens.
              <a href="${linkTo(PAGE_PATHS.forgotPassword, props.redirectUrl)}">Forgot your password?</a>
            </p>`
          : undefined,
      })
    case 'invalid':
      return ticketPage({
        page: props,
        title: 'This link no longer works',
        lead: 'It was used already, or it is too old. We can send another one.',
        body: sendAgain(props, state.email),
        stub: html`<p>Confirmed already? <a href="${signIn}">Sign in</a></p>`,
      })
    case 'verified':
      return ticketPage({
        page: props,
        title: 'Your address is confirmed',
        lead: 'Thank you. That was all.',
        body: html`<p>
          <a class="button button-primary" href="${props.redirectUrl ?? PAGE_PATHS.account}">Continue</a>
        </p>`,
      })
  }
}

function confirmFields(
  props: VerifyEmailProps,
  { email, asksPassword }: Extract<VerifyEmailState, { kind: 'confirm' }>,
): Html {
  if (!asksPassword) return submitButton({ text: 'Confirm address', look: 'primary' })
  const password = {
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'current-password',
    autofocus: true,
  } as const
  return html`${usernameForManagers(email)} ${textField(password, props.error)}
  ${submitButton({ text: 'Confirm and sign in', look: 'primary' })}`
}

function sendAgain(props: VerifyEmailProps, email: string | undefined): Html {
  return postForm(
    props,
    PAGE_PATHS.verifyEmail,
    html`${textField(
      { name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username', value: email },
      props.error,
    )}
    ${submitButton({ text: 'Send another link', look: 'primary' })}`,
  )
}
