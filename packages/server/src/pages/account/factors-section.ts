/** The second factors: those there are, and the ways to new ones. */

import { submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { icon, type IconName } from '../icons.ts'
import { passkeyButton } from '../passkey-button.ts'
import { PAGE_PATHS } from '../paths.ts'
import { timeElement } from '../time.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps, FactorView } from './account-props.ts'
import { section } from './section.ts'

/** Each factor with the way to remove it; buttons for an app, a passkey and recovery codes. */
export function factorsSection(props: AccountProps): Html {
  const { factors } = props
  const hasTotp = factors.some(({ kind }) => kind === 'totp')
  const canRecover = factors.some(({ kind }) => kind !== 'recovery')
  const setUp = submitButton({
    text: hasTotp ? 'Change the authenticator app' : 'Set up an authenticator app',
  })
  const addPasskey = passkeyButton({
    act: 'register',
    text: 'Add a passkey',
    sessionId: props.sessionId,
    next: `${PAGE_PATHS.account}?notice=passkey_added`,
  })
  return section(
    'factors',
    'Two-step sign-in',
    'With a second factor, nobody signs in by your password alone.',
    html`<ul class="rows" role="list">
        ${factors.map((factor) => factorRow(props, factor))}
      </ul>
      ${factors.length === 0 && html`<p class="empty-line">There is none yet.</p>`}
      <div class="actions">
        ${accountForm(props, PAGE_PATHS.authenticator, setUp)}
        ${canRecover && accountForm(props, PAGE_PATHS.recoveryCodes, submitButton({ text: 'New recovery codes' }))}
      </div>
      ${addPasskey}`,
  )
}

function factorRow(props: AccountProps, factor: FactorView): Html {
  const name = nameOf(factor)
  const button = submitButton({ text: 'Remove', label: `Remove ${name}` })
  return html`<li class="row">
    <span class="device-icon">${icon(ICONS[factor.kind])}</span>
    <div class="device-text">
      <p class="device-name"><bdi class="strong">${name}</bdi></p>
      <p>
        ${
          factor.lastUsedAtMs === null
            ? html`Added ${timeElement(factor.addedAtMs, props.nowMs)}`
            : html`Last used ${timeElement(factor.lastUsedAtMs, props.nowMs)}`
        }
      </p>
    </div>
    <div class="row-actions">
      ${accountForm(props, PAGE_PATHS.removeFactor, button, { factor_id: factor.factorId })}
    </div>
  </li>`
}

function nameOf({ kind, name, codesLeft }: FactorView): string {
  switch (kind) {
    case 'totp':
      return name ?? 'Authenticator app'
    case 'passkey':
      return name ?? 'Passkey'
    case 'recovery':
      return codesLeft === 1 ? '1 recovery code left' : `${codesLeft ?? 0} recovery codes left`
  }
}

const ICONS: { readonly [K in FactorView['kind']]: IconName } = {
  totp: 'phone',
  passkey: 'check',
  recovery: 'mail',
}
