/** `/reset-password`: where the one-time link of a mail leads, to choose a new password. */

import { newPasswordField } from './form-field.ts'
import { postForm, submitButton, usernameForManagers } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'

/** How far the visitor has come: the link opens a form, may be used up, or has done its work. */
export type ResetPasswordState =
  | {
      readonly kind: 'form'
      /** The link's one-time credential, passed through as the hidden field `token`. */
      readonly token: string
      /** For password managers only. */
      readonly email?: string | undefined
    }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'done' }

/** What the page shows. Its form sends `token` and `new_password`. */
export type ResetPasswordProps = PageProps & { readonly state: ResetPasswordState }

/** The reset-password page. */
export function resetPasswordPage(props: ResetPasswordProps): Html {
  const { state } = props
  switch (state.kind) {
    case 'invalid':
      return ticketPage({
        page: props,
        title: 'This link no longer works',
        lead: 'It was used already, or it is too old. Nothing was changed.',
        body: html`<p>
          <a class="button button-primary" href="${linkTo(PAGE_PATHS.forgotPassword, props.redirectUrl)}"
            >Ask for a new link</a
          >
        </p>`,
      })
    case 'done':
      return ticketPage({
        page: props,
        title: 'Your password is changed',
        lead: 'Every device was signed out. Sign in with the new password.',
        body: html`<p>
          <a class="button button-primary" href="${linkTo(PAGE_PATHS.signIn, props.redirectUrl)}">Sign in</a>
        </p>`,
      })
    case 'form':
      return ticketPage({
        page: props,
        title: 'Choose a new password',
        lead: 'Every device of yours is signed out when you save it.',
        body: postForm(
          props,
          PAGE_PATHS.resetPassword,
          html`${usernameForManagers(state.email)}
          ${newPasswordField({ name: 'new_password', label: 'New password', autofocus: true }, props.error)}
          ${submitButton({ text: 'Save password', look: 'primary' })}`,
          { token: state.token },
        ),
      })
  }
}
