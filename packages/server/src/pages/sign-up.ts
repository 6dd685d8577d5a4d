/** `/sign-up`: a new account from an address and a password, or with an upstream. */

import { newPasswordField, textField } from './form-field.ts'
import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { appNameOf } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'
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
  const stub = html`<p>
    Have an account? <a href="${linkTo(PAGE_PATHS.signIn, props.redirectUrl)}">Sign in</a>
  </p>`
  if (!props.signUpOpen) {
    return ticketPage({
      page: props,
      title: 'Sign-up is closed',
      lead: 'New accounts are made by invitation. Ask whoever runs this service for one.',
      stub,
    })
  }
  return ticketPage({
    page: props,
    title: 'Create your account',
    lead: html`to continue to <bdi>${appNameOf(props)}</bdi>`,
    body: html`${signUpForm(props)} ${upstreamButtons(props, props.upstreams)}`,
    stub,
  })
}

function signUpForm(props: SignUpProps): Html {
  const { error, allowedEmailDomains: domains } = props
  return postForm(
    props,
    PAGE_PATHS.signUp,
    html`<div class="pair">
        ${textField(
          {
            name: 'first_name',
            label: 'First name',
            autocomplete: 'given-name',
            value: props.firstName,
            required: false,
          },
          error,
        )}
        ${textField(
          {
            name: 'last_name',
            label: 'Last name',
            autocomplete: 'family-name',
            value: props.lastName,
            required: false,
          },
          error,
        )}
      </div>
      ${textField(
        {
          name: 'email',
          label: 'E-mail address',
          type: 'email',
          autocomplete: 'username',
          value: props.email,
          hint: domains.length > 0 ? `An address at ${domains.join(' or ')}.` : undefined,
        },
        error,
      )}
      ${newPasswordField({ name: 'password', label: 'Password' }, error)}
      ${submitButton({ text: 'Create account', look: 'primary' })}`,
  )
}
