/** The API keys of the user: those that live, and the form for a new one. */

import { selectField, textField } from '../form-field.ts'
import { submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import { attributes, html } from '../html.ts'
import { icon } from '../icons.ts'
import { PAGE_PATHS } from '../paths.ts'
import { timeElement } from '../time.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps, ApiKeyView } from './account-props.ts'
import { section } from './section.ts'

/** Each key with the way to revoke it, then the form (`key_name`, `key_scopes`, `key_expiry`, `key_days`). */
export function apiKeysSection(props: AccountProps): Html {
  const { apiKeys } = props
  return section(
    'api-keys',
    'API keys',
    'For programs that act as you, without your password. Revoke those that you do not know.',
    html`<ul class="rows" role="list">
        ${apiKeys.map((key) => apiKeyRow(props, key))}
      </ul>
      ${apiKeys.length === 0 && html`<p class="empty-line">There is none yet.</p>`} ${newKeyForm(props)}`,
  )
}

function apiKeyRow(props: AccountProps, key: ApiKeyView): Html {
  const { nowMs } = props
  const button = submitButton({ text: 'Revoke', label: `Revoke ${key.name}` })
  return html`<li class="row">
    <span class="device-icon">${icon('app')}</span>
    <div class="device-text">
      <p class="device-name"><bdi class="strong">${key.name}</bdi></p>
      <p><code dir="ltr">${key.hint}…</code></p>
      ${key.scopes.length > 0 && html`<p>Scopes: <bdi>${key.scopes.join(' ')}</bdi></p>`}
      <p>
        ${
          key.lastUsedAtMs === null
            ? html`Never used, made ${timeElement(key.createdAtMs, nowMs)}`
            : html`Last used ${timeElement(key.lastUsedAtMs, nowMs)}`
        }
      </p>
      <p>
        ${key.expiresAtMs === null ? 'Does not expire' : html`Expires ${timeElement(key.expiresAtMs, nowMs)}`}
      </p>
    </div>
    <div class="row-actions">
      ${accountForm(props, PAGE_PATHS.revokeApiKey, button, { key_id: key.keyId })}
    </div>
  </li>`
}

/** How long a key is to live, as the form says it. `days`: as the field beside it says. */
const KEY_EXPIRIES = [
  ['7', '7 days'],
  ['30', '30 days'],
  ['90', '90 days'],
  ['days', 'Another number of days'],
  ['none', 'Until it is revoked'],
] as const

function newKeyForm(props: AccountProps): Html {
  const { error, typedApiKey: typed } = props
  const name = {
    name: 'key_name',
    label: 'Name',
    hint: 'What the program is, so that you know it again.',
    autocomplete: 'off',
    value: typed?.key_name,
  } as const
  const scopes = {
    name: 'key_scopes',
    label: 'Scopes',
    hint: 'What it is for, separated by spaces. The application says which scopes it knows.',
    autocomplete: 'off',
    value: typed?.key_scopes,
    required: false,
  } as const
  const days = {
    name: 'key_days',
    label: 'Number of days',
    autocomplete: 'off',
    value: typed?.key_days,
    inputMode: 'numeric',
    required: false,
  } as const
  const expiry = {
    name: 'key_expiry',
    label: 'Expires after',
    options: KEY_EXPIRIES,
    chosen: typed?.key_expiry ?? '30',
  } as const
  // The form stays open when it is the one that failed.
  return html`<details class="disclosure" ${attributes({ open: error?.field?.startsWith('key_') === true })}>
    <summary>Make an API key</summary>
    ${accountForm(
      props,
      PAGE_PATHS.apiKeys,
      html`${textField(name, error)} ${textField(scopes, error)}
        <div class="pair">${selectField(expiry)} ${textField(days, error)}</div>
        <div class="actions">${submitButton({ text: 'Make the key' })}</div>`,
    )}
  </details>`
}
