/** `/forgot-password`: asks for an address, and answers alike whether or not it has an account. */

import { textField } from './form-field.ts'
import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'
import { linkSaying, strong } from './phrases.ts'

/** What the page shows. Its form sends `email`. */
export type ForgotPasswordProps = PageProps & {
  readonly email?: string | undefined
  /** The form was sent: the answer is the same for every address. */
  readonly sent: boolean
}

/** The forgot-password page. */
export function forgotPasswordPage(props: ForgotPasswordProps): Html {
  const { common, mailLinks } = props.locale.messages
  const stub = html`<p>
    <a href="${linkTo(PAGE_PATHS.signIn, props.redirectUrl)}">${mailLinks.backToSignIn}</a>
  </p>`
  if (props.sent) {
    const again = linkSaying(linkTo(PAGE_PATHS.forgotPassword, props.redirectUrl))
    return ticketPage({
      page: props,
      title: mailLinks.lookInInbox,
      lead: props.email ? mailLinks.resetSent(strong(props.email)) : mailLinks.resetSentSomewhere,
      body: html`<p class="aside">${mailLinks.nothingThere(again)}</p>`,
      stub,
    })
  }
  const email = {
    name: 'email',
    label: common.emailAddress,
    type: 'email',
    autocomplete: 'username',
    value: props.email,
    autofocus: true,
  } as const
  return ticketPage({
    page: props,
    title: mailLinks.forgotTitle,
    lead: mailLinks.forgot,
    body: postForm(
      props,
      PAGE_PATHS.forgotPassword,
      html`${textField(props, email)} ${submitButton({ text: mailLinks.sendLink, look: 'primary' })}`,
    ),
    stub,
  })
}
