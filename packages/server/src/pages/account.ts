/** `/account`: who one is, where one is signed in, and everything that can be changed about it. */

import type { AccountProps } from './account/account-props.ts'
import { apiKeysSection } from './account/api-keys-section.ts'
import { applicationsSection } from './account/applications-section.ts'
import { dataSection } from './account/data-section.ts'
import { devicesSection } from './account/devices-section.ts'
import { factorsSection } from './account/factors-section.ts'
import { hasIdentities, identitiesSection } from './account/identities-section.ts'
import { passwordSection } from './account/password-section.ts'
import { profileSection } from './account/profile-section.ts'
import { thisBrowserSection } from './account/this-browser-section.ts'
import { signOutForm } from './account/account-form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { layout } from './layout.ts'
import { messageBoxes } from './message-boxes.ts'
import { displayName, personLine } from './person.ts'

/** The account page. */
export function accountPage(props: AccountProps): Html {
  const { user, locale } = props
  const { common, account } = locale.messages
  return layout({
    page: props,
    title: account.title,
    shape: 'wide',
    withScript: true,
    aside: signOutForm(props, {
      sessionId: props.sessionId,
      text: common.signOut,
      label: account.browser.signOutHere(displayName(locale, user)),
    }),
    content: html`<div class="account">
      <div class="account-side">
        <h1 class="visually-hidden">${account.title}</h1>
        <p class="person person-large">${personLine(locale, user)}</p>
        <nav class="contents" aria-label="${account.onThisPage}">
          <ul role="list">
            ${contentsOf(props).map(([id, title]) => html`<li><a href="#${id}-section">${title}</a></li>`)}
          </ul>
        </nav>
      </div>
      <div class="account-main">
        ${messageBoxes(props)} ${profileSection(props)} ${thisBrowserSection(props)} ${devicesSection(props)}
        ${passwordSection(props)} ${factorsSection(props)} ${identitiesSection(props)}
        ${applicationsSection(props)} ${apiKeysSection(props)} ${dataSection(props)}
      </div>
    </div>`,
  })
}

/** The sections that the page has, in their order. */
function contentsOf(props: AccountProps): readonly (readonly [id: string, title: string])[] {
  const { account } = props.locale.messages
  return [
    ['profile', account.profile.title],
    ['this-browser', account.browser.title],
    ['devices', account.devices.title],
    ['password', account.password.title],
    ['factors', account.factors.title],
    ...(hasIdentities(props) ? [['identities', account.identities.title] as const] : []),
    ['applications', account.applications.title],
    ['api-keys', account.apiKeys.title],
    ['data', account.data.title],
  ]
}
