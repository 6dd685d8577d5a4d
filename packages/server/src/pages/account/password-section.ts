/** Changing the password. */

import { newPasswordField, textField } from '../form-field.ts'
import { submitButton, usernameForManagers } from '../form.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { linkTo, PAGE_PATHS } from '../paths.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps } from './account-props.ts'
import { section } from './section.ts'

/** The form (`current_password`, `new_password`); for people without a password, the way to one. */
export function passwordSection(props: AccountProps): Html {
  if (!props.user.hasPassword) {
    const forgot = linkTo(PAGE_PATHS.forgotPassword, props.redirectUrl)
    return section(
      'password',
      'Password',
      html`This account has none: you sign in through another service.
        <a href="${forgot}">Set a password by e-mail</a>`,
      undefined,
    )
  }
  const form = accountForm(
    props,
    PAGE_PATHS.changePassword,
    html`${usernameForManagers(props.user.email)}
      ${textField(
        {
          name: 'current_password',
          label: 'Current password',
          type: 'password',
          autocomplete: 'current-password',
        },
        props.error,
      )}
      ${newPasswordField({ name: 'new_password', label: 'New password' }, props.error)}
      <div class="actions">${submitButton({ text: 'Change password' })}</div>`,
  )
  return section('password', 'Password', 'Changing it signs out all your other devices.', form)
}
