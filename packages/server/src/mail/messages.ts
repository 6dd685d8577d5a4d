/** The mails that come before something happens. Each one names the reason it came and what to do when nobody asked for it. */

import type { LinkMailMessages } from '../messages/mail-messages.ts'
import { compose, type Message } from './compose.ts'
import type { MailSetting } from './mail-setting.ts'

/** The link to choose a new password. */
export function passwordResetMail(setting: MailSetting, link: string): Message {
  return linkMail(setting, setting.locale.messages.mail.resetPassword, link)
}

/** The link that proves a new account's address. */
export function emailVerificationMail(setting: MailSetting, link: string): Message {
  return linkMail(setting, setting.locale.messages.mail.verifyAddress, link)
}

/** The link that proves the address that an account is to change to; sent to that address. */
export function emailChangeMail(setting: MailSetting, link: string): Message {
  return linkMail(setting, setting.locale.messages.mail.confirmAddress, link)
}

/** The link that lets whoever reads it join an organization. */
export function invitationMail(setting: MailSetting, organization: string, link: string): Message {
  const { invitation } = setting.locale.messages.mail
  const subject = invitation.subject(organization)
  return linkMail(setting, { ...invitation, subject, what: invitation.what(organization) }, link)
}

/** The notice to an account's address that it is to be replaced. */
export function emailChangeNoticeMail(setting: MailSetting, link: string): Message {
  const { subject, what, otherwise } = setting.locale.messages.mail.addressChanges
  return compose(setting, { subject, before: [what], button: null, after: [otherwise(link)] })
}

/** The notice to an account's address that somebody tried to register it again. */
export function registeredAlreadyMail(setting: MailSetting, link: string): Message {
  const { subject, what, choosePassword, otherwise } = setting.locale.messages.mail.registeredAlready
  return compose(setting, { subject, before: [what], button: null, after: [choosePassword(link), otherwise] })
}

/** The notice that an account is going to be deleted, with the link to the page where signing in takes it back. */
export function accountDeletionMail(setting: MailSetting, deletionAtMs: number, link: string): Message {
  const { formats, messages } = setting.locale
  const { subject, what, keep } = messages.mail.deletion
  const when = formats.absoluteTime(deletionAtMs)
  return compose(setting, { subject, before: [what(when)], button: null, after: [keep(link)] })
}

function linkMail(
  setting: MailSetting,
  { subject, what, button, otherwise }: LinkMailMessages,
  link: string,
): Message {
  return compose(setting, { subject, before: [what], button: { label: button, link }, after: [otherwise] })
}
