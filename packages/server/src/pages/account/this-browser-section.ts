/** The accounts that are signed in in this browser. */

import { submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { linkTo, PAGE_PATHS } from '../paths.ts'
import { displayName, personLine } from '../person.ts'
import type { SignedInAccount } from '../sign-in.ts'
import { accountForm, signOutForm } from './account-form.ts'
import type { AccountProps } from './account-props.ts'
import { section } from './section.ts'

/** Each account with the way to switch to it or to sign it out, and the way to add another. */
export function thisBrowserSection(props: AccountProps): Html {
  const texts = props.locale.messages.account.browser
  const add = html`<div class="actions">
    <a class="button button-secondary" href="${linkTo(PAGE_PATHS.signIn, props.redirectUrl)}"
      >${texts.addAccount}</a
    >
  </div>`
  return section(
    'this-browser',
    texts.title,
    texts.what,
    html`<ul class="rows" role="list">
        ${props.accounts.map((account) => accountRow(props, account))}
      </ul>
      ${props.canAddAccount && add}`,
  )
}

function accountRow(props: AccountProps, account: SignedInAccount): Html {
  const { common, account: texts } = props.locale.messages
  const name = displayName(props.locale, account)
  const active = account.sessionId === props.sessionId
  const switchTo = accountForm(
    props,
    PAGE_PATHS.activate,
    submitButton({ text: texts.browser.switch, label: texts.browser.switchTo(name) }),
    { session_id: account.sessionId },
  )
  return html`<li class="row">
    <p class="person">${personLine(props.locale, account)}</p>
    ${active && html`<span class="badge badge-good">${texts.browser.active}</span>`}
    <div class="row-actions">
      ${!active && switchTo}
      ${signOutForm(props, { sessionId: account.sessionId, text: common.signOut, label: texts.browser.signOutHere(name) })}
    </div>
  </li>`
}
