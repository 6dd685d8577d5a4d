/** Changing the password. */

import { newPasswordField, textField } from '../form-field.ts'
import { submitButton, usernameForManagers } from '../form.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { linkTo, PAGE_PATHS } from '../paths.ts'
import { linkSaying } from '../phrases.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps } from './account-props.ts'
import { section } from './section.ts'

/** The form (`current_password`, `new_password`); for people without a password, the way to one. */
export function passwordSection(props: AccountProps): Html {
  const { common, account } = props.locale.messages
  const texts = account.password
  if (!props.user.hasPassword) {
    const forgot = linkTo(PAGE_PATHS.forgotPassword, props.redirectUrl)
    return section('password', texts.title, texts.none(linkSaying(forgot)), undefined)
  }
  const form = accountForm(
    props,
    PAGE_PATHS.changePassword,
    html`${usernameForManagers(props.user.email)}
      ${textField(props, {
        name: 'current_password',
        label: texts.current,
        type: 'password',
        autocomplete: 'current-password',
      })}
      ${newPasswordField(props, { name: 'new_password', label: common.newPassword })}
      <div class="actions">${submitButton({ text: texts.change })}</div>`,
  )
  return section('password', texts.title, texts.what, form)
}
