/** `/sign-up`: a new account from an address and a password, or with an upstream. */

import { nameFields, newPasswordField, textField } from './form-field.ts'
import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'
import { linkSaying } from './phrases.ts'
import { type UpstreamChoice, upstreamButtons } from './upstream-buttons.ts'

/** What the sign-up page shows. Its form sends `first_name`, `last_name`, `email` and `password`. */
export type SignUpProps = PageProps & {
  /** `false` shows that accounts are made by invitation only. */
  readonly signUpOpen: boolean
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly email?: string | undefined
  /** Domains that addresses must belong to; empty for any. */
  readonly allowedEmailDomains: readonly string[]
  /** What people sign up with. */
  readonly upstreams: readonly UpstreamChoice[]
}

/** The sign-up page. */
export function signUpPage(props: SignUpProps): Html {
  const { common, signIn } = props.locale.messages
  const back = linkTo(PAGE_PATHS.signIn, props.redirectUrl)
  const stub = html`<p>${signIn.haveAccount(linkSaying(back))}</p>`
  if (!props.signUpOpen)
    return ticketPage({ page: props, title: signIn.closedTitle, lead: signIn.closed, stub })
  return ticketPage({
    page: props,
    title: signIn.createYourAccount,
    lead: common.toContinueTo(html`<bdi>${props.look.name}</bdi>`),
    body: html`${signUpForm(props)} ${upstreamButtons(props, props.upstreams)}`,
    stub,
  })
}

function signUpForm(props: SignUpProps): Html {
  const { allowedEmailDomains: domains, locale } = props
  const { common, signIn } = locale.messages
  return postForm(
    props,
    PAGE_PATHS.signUp,
    html`${nameFields(props, props)}
    ${textField(props, {
      name: 'email',
      label: common.emailAddress,
      type: 'email',
      autocomplete: 'username',
      value: props.email,
      hint: domains.length > 0 ? signIn.addressAt(locale.formats.anyOf(domains)) : undefined,
    })}
    ${newPasswordField(props, { name: 'password', label: common.password })}
    ${submitButton({ text: signIn.createAccount, look: 'primary' })}`,
  )
}
