/** The second factors: those there are, and the ways to new ones. */

import { submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { icon, type IconName } from '../icons.ts'
import type { Messages } from '../../messages/messages.ts'
import { passkeyButton } from '../passkey-button.ts'
import { PAGE_PATHS } from '../paths.ts'
import { strong } from '../phrases.ts'
import { timeElement } from '../time.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps, FactorView } from './account-props.ts'
import { section } from './section.ts'

/** Each factor with the way to remove it; buttons for an app, a passkey and recovery codes. */
export function factorsSection(props: AccountProps): Html {
  const { factors, locale } = props
  const { account } = locale.messages
  const texts = account.factors
  const hasTotp = factors.some(({ kind }) => kind === 'totp')
  const canRecover = factors.some(({ kind }) => kind !== 'recovery')
  const setUp = submitButton({ text: hasTotp ? texts.changeApp : texts.setUpApp })
  const addPasskey = passkeyButton(locale, {
    act: 'register',
    text: texts.addPasskey,
    sessionId: props.sessionId,
    next: `${PAGE_PATHS.account}?notice=passkey_added`,
  })
  return section(
    'factors',
    texts.title,
    texts.what,
    html`<ul class="rows" role="list">
        ${factors.map((factor) => factorRow(props, factor))}
      </ul>
      ${factors.length === 0 && html`<p class="empty-line">${account.noneYet}</p>`}
      <div class="actions">
        ${accountForm(props, PAGE_PATHS.authenticator, setUp)}
        ${canRecover && accountForm(props, PAGE_PATHS.recoveryCodes, submitButton({ text: texts.newCodes }))}
      </div>
      ${addPasskey}`,
  )
}

function factorRow(props: AccountProps, factor: FactorView): Html {
  const { common, account } = props.locale.messages
  const at = (ms: number): Html => timeElement(props.locale, ms, props.nowMs)
  const name = nameOf(factor, account.factors)
  const button = submitButton({ text: common.remove, label: account.removeNamed(name) })
  return html`<li class="row">
    <span class="device-icon">${icon(ICONS[factor.kind])}</span>
    <div class="device-text">
      <p class="device-name">${strong(name)}</p>
      <p>
        ${
          factor.lastUsedAtMs === null
            ? account.factors.added(at(factor.addedAtMs))
            : account.lastUsed(at(factor.lastUsedAtMs))
        }
      </p>
    </div>
    <div class="row-actions">
      ${accountForm(props, PAGE_PATHS.removeFactor, button, { factor_id: factor.factorId })}
    </div>
  </li>`
}

function nameOf({ kind, name, codesLeft }: FactorView, texts: Messages['account']['factors']): string {
  switch (kind) {
    case 'totp':
      return name ?? texts.app
    case 'passkey':
      return name ?? texts.passkey
    case 'recovery':
      return texts.codesLeft(codesLeft ?? 0)
  }
}

const ICONS: { readonly [K in FactorView['kind']]: IconName } = {
  totp: 'phone',
  passkey: 'check',
  recovery: 'mail',
}
