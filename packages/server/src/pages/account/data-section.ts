/** Taking one's data along, and deleting the account. */

import { checkbox, textField } from '../form-field.ts'
import { submitButton, usernameForManagers } from '../form.ts'
import type { Html } from '../html.ts'
import { attributes, html } from '../html.ts'
import { PAGE_PATHS } from '../paths.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps } from './account-props.ts'
import { section } from './section.ts'

/** The export link, and the form that deletes the account (`password`, or `confirm` where there is none). */
export function dataSection(props: AccountProps): Html {
  const { data } = props.locale.messages.account
  return section(
    'data',
    data.title,
    data.what,
    html`<div class="actions">
        <a class="button button-secondary" href="${PAGE_PATHS.exportData}" download>${data.export}</a>
      </div>
      ${deletion(props)}`,
  )
}

function deletion(props: AccountProps): Html {
  const { user, error } = props
  const { data, profile } = props.locale.messages.account
  // The form stays open when it is the one that failed.
  const open = error?.field === 'password' || error?.field === 'confirm'
  const proof = user.hasPassword
    ? html`${usernameForManagers(user.email)}
      ${textField(props, {
        name: 'password',
        label: profile.yourPassword,
        type: 'password',
        autocomplete: 'current-password',
      })}`
    : checkbox({ name: 'confirm', label: data.confirmDelete, required: true })
  return html`<details class="disclosure" ${attributes({ open })}>
    <summary>${data.delete}</summary>
    <p>${props.deletionGraceDays === 0 ? data.deletedAtOnce : data.deletedAfter(props.deletionGraceDays)}</p>
    ${accountForm(
      props,
      PAGE_PATHS.deleteAccount,
      html`${proof}
        <div class="actions">${submitButton({ text: data.delete, look: 'danger' })}</div>`,
    )}
  </details>`
}
