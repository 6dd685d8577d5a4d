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
import { messages } from './messages.ts'
import { displayName, personLine } from './person.ts'

const CONTENTS = [
  ['profile', 'Profile'],
  ['this-browser', 'This browser'],
  ['devices', 'Devices'],
  ['password', 'Password'],
  ['factors', 'Two-step sign-in'],
  ['identities', 'Connected accounts'],
  ['applications', 'Applications'],
  ['api-keys', 'API keys'],
  ['data', 'Your data'],
] as const

/** The account page. */
export function accountPage(props: AccountProps): Html {
  const { user } = props
  const contents = CONTENTS.filter(([id]) => id !== 'identities' || hasIdentities(props))
  return layout({
    page: props,
    title: 'Account',
    shape: 'wide',
    withScript: true,
    aside: signOutForm(props, {
      sessionId: props.sessionId,
      text: 'Sign out',
      label: `Sign out ${displayName(user)}`,
    }),
    content: html`<div class="account">
      <div class="account-side">
        <h1 class="visually-hidden">Account</h1>
        <p class="person person-large">${personLine(user)}</p>
        <nav class="contents" aria-label="On this page">
          <ul role="list">
            ${contents.map(([id, name]) => html`<li><a href="#${id}-section">${name}</a></li>`)}
          </ul>
        </nav>
      </div>
      <div class="account-main">
        ${messages(props)} ${profileSection(props)} ${thisBrowserSection(props)} ${devicesSection(props)}
        ${passwordSection(props)} ${factorsSection(props)} ${identitiesSection(props)}
        ${applicationsSection(props)} ${apiKeysSection(props)} ${dataSection(props)}
      </div>
    </div>`,
  })
}
