/** `/forgot-password`: asks for an address, and answers alike whether or not it has an account. */

import { textField } from './form-field.ts'
import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'

/** What the page shows. Its form sends `email`. */
export type ForgotPasswordProps = PageProps & {
  readonly email?: string | undefined
  /** The form was sent: the answer is the same for every address. */
  readonly sent: boolean
}

/** The forgot-password page. */
export function forgotPasswordPage(props: ForgotPasswordProps): Html {
  const stub = html`<p><a href="${linkTo(PAGE_PATHS.signIn, props.redirectUrl)}">Back to sign in</a></p>`
  if (props.sent) {
    return ticketPage({
      page: props,
      title: 'Look in your inbox',
      lead: html`If ${props.email ? html`<bdi class="strong">${props.email}</bdi>` : 'that address'} has an
      account, a link to choose a new password is on its way. It works once and for a short time only.`,
      body: html`<p class="aside">
        Nothing there after a few minutes? Look among the unwanted mail, or
        <a href="${linkTo(PAGE_PATHS.forgotPassword, props.redirectUrl)}">try again</a>.
      </p>`,
      stub,
    })
  }
  return ticketPage({
    page: props,
    title: 'Forgot your password?',
    lead: 'Give the address of your account, and a link to choose a new password comes by e-mail.',
    body: postForm(
      props,
      PAGE_PATHS.forgotPassword,
      html`${textField(
        {
          name: 'email',
          label: 'E-mail address',
          type: 'email',
          autocomplete: 'username',
          value: props.email,
          autofocus: true,
        },
        props.error,
      )}
      ${submitButton({ text: 'Send the link', look: 'primary' })}`,
    ),
    stub,
  })
}
