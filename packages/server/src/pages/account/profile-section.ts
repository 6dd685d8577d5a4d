/** Name and address of the user. */

import { textField } from '../form-field.ts'
import { submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { PAGE_PATHS } from '../paths.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps } from './account-props.ts'
import { section } from './section.ts'

/** The form for the name (`first_name`, `last_name`), and the address with its standing. */
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
    html`${user.email !== null && address(props, user.email)} ${nameForm}`,
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
