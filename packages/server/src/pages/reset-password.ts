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
  const { common, mailLinks } = props.locale.messages
  switch (state.kind) {
    case 'invalid':
      return ticketPage({
        page: props,
        title: mailLinks.linkDead,
        lead: mailLinks.resetDead,
        body: html`<p>
          <a class="button button-primary" href="${linkTo(PAGE_PATHS.forgotPassword, props.redirectUrl)}"
            >${mailLinks.askForNewLink}</a
          >
        </p>`,
      })
    case 'done':
      return ticketPage({
        page: props,
        title: mailLinks.resetDoneTitle,
        lead: mailLinks.resetDone,
        body: html`<p>
          <a class="button button-primary" href="${linkTo(PAGE_PATHS.signIn, props.redirectUrl)}"
            >${common.signIn}</a
          >
        </p>`,
      })
    case 'form':
      return ticketPage({
        page: props,
        title: mailLinks.resetTitle,
        lead: mailLinks.reset,
        body: postForm(
          props,
          PAGE_PATHS.resetPassword,
          html`${usernameForManagers(state.email)}
          ${newPasswordField(props, { name: 'new_password', label: common.newPassword, autofocus: true })}
          ${submitButton({ text: mailLinks.savePassword, look: 'primary' })}`,
          { token: state.token },
        ),
      })
  }
}
