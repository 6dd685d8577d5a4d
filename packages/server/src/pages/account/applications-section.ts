/** The applications that the user let in. */

import { submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { icon } from '../icons.ts'
import { PAGE_PATHS } from '../paths.ts'
import { strong } from '../phrases.ts'
import { timeElement } from '../time.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps, ApplicationView } from './account-props.ts'
import { section } from './section.ts'

/** Each application with what it may do and the way to send it away. */
export function applicationsSection(props: AccountProps): Html {
  const { applications } = props
  const texts = props.locale.messages.account.applications
  return section(
    'applications',
    texts.title,
    texts.what,
    html`<ul class="rows" role="list">
        ${applications.map((application) => applicationRow(props, application))}
      </ul>
      ${applications.length === 0 && html`<p class="empty-line">${texts.none}</p>`}`,
  )
}

function applicationRow(props: AccountProps, application: ApplicationView): Html {
  const { name, scopes, sinceMs, lastUsedAtMs } = application
  const { common, account } = props.locale.messages
  const texts = account.applications
  const at = (ms: number): Html => timeElement(props.locale, ms, props.nowMs)
  const button = submitButton({ text: common.remove, label: account.removeNamed(name) })
  return html`<li class="row">
    <span class="device-icon">${icon('app')}</span>
    <div class="device-text">
      <p class="device-name">${strong(name)}</p>
      ${scopes.length > 0 && html`<p>${texts.may(scopes.join('; '))}</p>`}
      <p>${texts.since(at(sinceMs))}</p>
      <p>${lastUsedAtMs === null ? texts.notInUse : account.lastUsed(at(lastUsedAtMs))}</p>
    </div>
    <div class="row-actions">
      ${accountForm(props, PAGE_PATHS.revokeApplication, button, { application_id: application.id })}
    </div>
  </li>`
}
