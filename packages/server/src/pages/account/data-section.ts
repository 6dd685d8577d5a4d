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
  return section(
    'data',
    'Your data',
    'Everything this service keeps about you, in one JSON file.',
    html`<div class="actions">
        <a class="button button-secondary" href="${PAGE_PATHS.exportData}" download>Export my data</a>
      </div>
      ${deletion(props)}`,
  )
}

function deletion(props: AccountProps): Html {
  const { user, error } = props
  // The form stays open when it is the one that failed.
  const open = error?.field === 'password' || error?.field === 'confirm'
  const proof = user.hasPassword
    ? html`${usernameForManagers(user.email)}
      ${textField(
        { name: 'password', label: 'Your password', type: 'password', autocomplete: 'current-password' },
        error,
      )}`
    : checkbox({ name: 'confirm', label: 'Yes, delete my account', required: true })
  return html`<details class="disclosure" ${attributes({ open })}>
    <summary>Delete my account</summary>
    <p>${consequence(props.deletionGraceDays)}</p>
    ${accountForm(
      props,
      PAGE_PATHS.deleteAccount,
      html`${proof}
        <div class="actions">${submitButton({ text: 'Delete my account', look: 'danger' })}</div>`,
    )}
  </details>`
}

function consequence(graceDays: number): string {
  const everywhere = 'You are signed out everywhere at once'
  if (graceDays === 0) return `${everywhere}, and your data are erased. This cannot be undone.`
  const grace = graceDays === 1 ? '1 day' : `${graceDays} days`
  return `${everywhere}. For ${grace} you can change your mind; then your data are erased for good.`
}
