/** Name and address of the user. */

import { textField } from '../form-field.ts'
import { submitButton, usernameForManagers } from '../form.ts'
import type { Html } from '../html.ts'
import { attributes, html } from '../html.ts'
import { PAGE_PATHS } from '../paths.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps } from './account-props.ts'
import { section } from './section.ts'

/** The form for the name (`first_name`, `last_name`), the address with its standing, and the form that changes it. */
export function profileSection(props: AccountProps): Html {
  const { user, error } = props
  const nameForm = accountForm(
    props,
    PAGE_PATHS.editProfile,
    html`<div class="pair">
        ${textField(
          {
            name: 'first_name',
            label: 'First name',
            autocomplete: 'given-name',
            value: user.firstName ?? '',
            required: false,
          },
          error,
        )}
        ${textField(
          {
            name: 'last_name',
            label: 'Last name',
            autocomplete: 'family-name',
            value: user.lastName ?? '',
            required: false,
          },
          error,
        )}
      </div>
      <div class="actions">${submitButton({ text: 'Save name' })}</div>`,
  )
  return section(
    'profile',
    'Profile',
    undefined,
    html`${user.email !== null && address(props, user.email)} ${nameForm} ${emailChange(props)}`,
  )
}

function address(props: AccountProps, email: string): Html {
  const { emailVerified } = props.user
  return html`<div class="address">
    <p>
      <span class="small-heading">E-mail address</span>
      <bdi class="address-email">${email}</bdi>
      ${
        emailVerified
          ? html`<span class="badge badge-good">Verified</span>`
          : html`<span class="badge badge-warn">Not verified</span>`
      }
    </p>
    ${!emailVerified && accountForm(props, PAGE_PATHS.sendVerification, submitButton({ text: 'Send the link again' }))}
  </div>`
}

/** The form that changes the address (`new_email`, `email_password`). */
function emailChange(props: AccountProps): Html {
  const { user, error } = props
  // The form stays open when it is the one that failed.
  const open = error?.field === 'new_email' || error?.field === 'email_password'
  const newEmail = {
    name: 'new_email',
    label: 'New e-mail address',
    type: 'email',
    autocomplete: 'email',
  } as const
  const password = {
    name: 'email_password',
    label: 'Your password',
    type: 'password',
    autocomplete: 'current-password',
  } as const
  return html`<details class="disclosure" ${attributes({ open })}>
    <summary>Change my e-mail address</summary>
    <p>A link at the new address confirms it. Until you open it, nothing changes.</p>
    ${accountForm(
      props,
      PAGE_PATHS.changeEmail,
      html`${user.hasPassword && usernameForManagers(user.email)} ${textField(newEmail, error)}
        ${user.hasPassword && textField(password, error)}
        <div class="actions">${submitButton({ text: 'Send the link' })}</div>`,
    )}
  </details>`
}
