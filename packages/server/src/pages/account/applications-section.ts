/** The applications that the user let in. */

import { submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { icon } from '../icons.ts'
import { PAGE_PATHS } from '../paths.ts'
import { timeElement } from '../time.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps, ApplicationView } from './account-props.ts'
import { section } from './section.ts'

/** Each application with what it may do and the way to send it away. */
export function applicationsSection(props: AccountProps): Html {
  const { applications } = props
  return section(
    'applications',
    'Applications',
    'What you let in with this account. Remove one, and all that it holds ends at once.',
    html`<ul class="rows" role="list">
        ${applications.map((application) => applicationRow(props, application))}
      </ul>
      ${applications.length === 0 && html`<p class="empty-line">There is none.</p>`}`,
  )
}

function applicationRow(props: AccountProps, application: ApplicationView): Html {
  const { name, scopes, sinceMs, lastUsedAtMs } = application
  const button = submitButton({ text: 'Remove', label: `Remove ${name}` })
  return html`<li class="row">
    <span class="device-icon">${icon('app')}</span>
    <div class="device-text">
      <p class="device-name"><bdi class="strong">${name}</bdi></p>
      ${scopes.length > 0 && html`<p>May ${scopes.join('; ')}</p>`}
      <p>Since ${timeElement(sinceMs, props.nowMs)}</p>
      ${
        lastUsedAtMs === null
          ? html`<p>Not in use just now</p>`
          : html`<p>Last used ${timeElement(lastUsedAtMs, props.nowMs)}</p>`
      }
    </div>
    <div class="row-actions">
      ${accountForm(props, PAGE_PATHS.revokeApplication, button, { application_id: application.id })}
    </div>
  </li>`
}
