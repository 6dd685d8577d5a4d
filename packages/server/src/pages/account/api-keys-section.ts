/** The API keys of the user: those that live, and the form for a new one. */

import { selectField, textField } from '../form-field.ts'
import { submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import { attributes, html } from '../html.ts'
import { icon } from '../icons.ts'
import { PAGE_PATHS } from '../paths.ts'
import { strong } from '../phrases.ts'
import { timeElement } from '../time.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps, ApiKeyView } from './account-props.ts'
import { section } from './section.ts'

/** Each key with the way to revoke it, then the form (`key_name`, `key_scopes`, `key_expiry`, `key_days`). */
export function apiKeysSection(props: AccountProps): Html {
  const { apiKeys } = props
  const { account } = props.locale.messages
  return section(
    'api-keys',
    account.apiKeys.title,
    account.apiKeys.what,
    html`<ul class="rows" role="list">
        ${apiKeys.map((key) => apiKeyRow(props, key))}
      </ul>
      ${apiKeys.length === 0 && html`<p class="empty-line">${account.noneYet}</p>`} ${newKeyForm(props)}`,
  )
}

function apiKeyRow(props: AccountProps, key: ApiKeyView): Html {
  const { account } = props.locale.messages
  const texts = account.apiKeys
  const at = (ms: number): Html => timeElement(props.locale, ms, props.nowMs)
  const button = submitButton({ text: texts.revoke, label: texts.revokeNamed(key.name) })
  return html`<li class="row">
    <span class="device-icon">${icon('app')}</span>
    <div class="device-text">
      <p class="device-name">${strong(key.name)}</p>
      <p><code dir="ltr">${key.hint}…</code></p>
      ${key.scopes.length > 0 && html`<p>${texts.scopesAre(html`<bdi>${key.scopes.join(' ')}</bdi>`)}</p>`}
      <p>
        ${key.lastUsedAtMs === null ? texts.neverUsed(at(key.createdAtMs)) : account.lastUsed(at(key.lastUsedAtMs))}
      </p>
      <p>${key.expiresAtMs === null ? texts.neverExpires : texts.expires(at(key.expiresAtMs))}</p>
    </div>
    <div class="row-actions">
      ${accountForm(props, PAGE_PATHS.revokeApiKey, button, { key_id: key.keyId })}
    </div>
  </li>`
}

/** How many days a key may live by a choice of the form. */
const USUAL_DAYS = [7, 30, 90]

function newKeyForm(props: AccountProps): Html {
  const { error, typedApiKey: typed } = props
  const texts = props.locale.messages.account.apiKeys
  const name = {
    name: 'key_name',
    label: texts.name,
    hint: texts.nameHint,
    autocomplete: 'off',
    value: typed?.key_name,
  } as const
  const scopes = {
    name: 'key_scopes',
    label: texts.scopes,
    hint: texts.scopesHint,
    autocomplete: 'off',
    value: typed?.key_scopes,
    required: false,
  } as const
  const days = {
    name: 'key_days',
    label: texts.numberOfDays,
    autocomplete: 'off',
    value: typed?.key_days,
    inputMode: 'numeric',
    required: false,
  } as const
  const expiry = {
    name: 'key_expiry',
    label: texts.expiresAfter,
    // `days`: as the field beside it says.
    options: [
      ...USUAL_DAYS.map((count) => [String(count), texts.days(count)] as const),
      ['days', texts.otherDays],
      ['none', texts.untilRevoked],
    ],
    chosen: typed?.key_expiry ?? '30',
  } as const
  // The form stays open when it is the one that failed.
  return html`<details class="disclosure" ${attributes({ open: error?.field?.startsWith('key_') === true })}>
    <summary>${texts.make}</summary>
    ${accountForm(
      props,
      PAGE_PATHS.apiKeys,
      html`${textField(props, name)} ${textField(props, scopes)}
        <div class="pair">${selectField(expiry)} ${textField(props, days)}</div>
        <div class="actions">${submitButton({ text: texts.makeIt })}</div>`,
    )}
  </details>`
}
