/** Name, language and address of the user. */

import { nativeName } from '../../locale/locale.ts'
import { nameFields, selectField, textField } from '../form-field.ts'
import { submitButton, usernameForManagers } from '../form.ts'
import type { Html } from '../html.ts'
import { attributes, html } from '../html.ts'
import { PAGE_PATHS } from '../paths.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps } from './account-props.ts'
import { section } from './section.ts'

/**
 * The form for name and language (`first_name`, `last_name`, `locale`), the address with its standing, and the form that
 * changes it.
 */
export function profileSection(props: AccountProps): Html {
  const { user } = props
  const { profile } = props.locale.messages.account
  const form = accountForm(
    props,
    PAGE_PATHS.editProfile,
    html`${nameFields(props, { firstName: user.firstName ?? '', lastName: user.lastName ?? '' })}
      ${languageField(props)}
      <div class="actions">${submitButton({ text: profile.save })}</div>`,
  )
  return section(
    'profile',
    profile.title,
    undefined,
    html`${user.email !== null && address(props, user.email)} ${form} ${emailChange(props)}`,
  )
}

/** The languages that there are, and the one that the user has, if that is another one. */
function languageField({ locale, languages, user }: AccountProps): Html {
  const { profile } = locale.messages.account
  const chosen = user.locale ?? ''
  const tags = languages.includes(chosen) || chosen === '' ? languages : [...languages, chosen]
  return selectField({
    name: 'locale',
    label: profile.language,
    options: [['', profile.languageOfBrowser], ...tags.map((tag) => [tag, nativeName(tag), tag] as const)],
    chosen,
  })
}

function address(props: AccountProps, email: string): Html {
  const { emailVerified } = props.user
  const { common, account } = props.locale.messages
  const { profile } = account
  return html`<div class="address">
    <p>
      <span class="small-heading">${common.emailAddress}</span>
      <bdi class="address-email">${email}</bdi>
      ${
        emailVerified
          ? html`<span class="badge badge-good">${profile.verified}</span>`
          : html`<span class="badge badge-warn">${profile.notVerified}</span>`
      }
    </p>
    ${!emailVerified && accountForm(props, PAGE_PATHS.sendVerification, submitButton({ text: profile.sendLinkAgain }))}
  </div>`
}

/** The form that changes the address (`new_email`, `email_password`). */
function emailChange(props: AccountProps): Html {
  const { user, error } = props
  const { mailLinks, account } = props.locale.messages
  const { profile } = account
  // The form stays open when it is the one that failed.
  const open = error?.field === 'new_email' || error?.field === 'email_password'
  const newEmail = {
    name: 'new_email',
    label: profile.newAddress,
    type: 'email',
    autocomplete: 'email',
  } as const
  const password = {
    name: 'email_password',
    label: profile.yourPassword,
    type: 'password',
    autocomplete: 'current-password',
  } as const
  return html`<details class="disclosure" ${attributes({ open })}>
    <summary>${profile.changeAddress}</summary>
    <p>${profile.changeAddressHow}</p>
    ${accountForm(
      props,
      PAGE_PATHS.changeEmail,
      html`${user.hasPassword && usernameForManagers(user.email)} ${textField(props, newEmail)}
        ${user.hasPassword && textField(props, password)}
        <div class="actions">${submitButton({ text: mailLinks.sendLink })}</div>`,
    )}
  </details>`
}
