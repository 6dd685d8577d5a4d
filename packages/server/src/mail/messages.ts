/** What the mails say that come before something happens. Each one names the reason it came and what to do when nobody asked for it. */

import { compose, type Message } from './compose.ts'

/** The link to choose a new password. */
export function passwordResetMail(link: string): Message {
  return compose({
    subject: 'Reset your password',
    before: ['Somebody, probably you, asked to reset the password of your account.'],
    button: { label: 'Choose a new password', link },
    after: ['The link works once. If it was not you, ignore this mail: your password stays as it is.'],
  })
}

/** The link that proves a new account's address. */
export function emailVerificationMail(link: string): Message {
  return compose({
    subject: 'Verify your e-mail address',
    before: ['This address was given for a new account. Confirm that it is yours.'],
    button: { label: 'Verify this address', link },
    after: ['The link works once. If it was not you, ignore this mail and the address stays unverified.'],
  })
}

/** The link that proves the address that an account is to change to; sent to that address. */
export function emailChangeMail(link: string): Message {
  return compose({
    subject: 'Confirm your new e-mail address',
    before: ['Somebody, probably you, asked to change the e-mail address of an account to this one.'],
    button: { label: 'Use this address', link },
    after: ['The link works once. If it was not you, ignore this mail and nothing changes.'],
  })
}

/** The link that lets whoever reads it join an organization. */
export function invitationMail(organization: string, link: string): Message {
  return compose({
    subject: `You are invited to ${organization}`,
    before: [`You are invited to join ${organization}.`],
    button: { label: 'See the invitation', link },
    after: ['The invitation works once, and for this address only. If you expected none, ignore this mail.'],
  })
}

/** The notice to an account's address that it is to be replaced. */
export function emailChangeNoticeMail(link: string): Message {
  return compose({
    subject: 'Your e-mail address is about to change',
    before: ['Somebody, probably you, asked to change the e-mail address of your account to another one.'],
    button: null,
    after: [`If it was not you, reset your password at once, which stops the change: ${link}`],
  })
}

/** The notice to an account's address that somebody tried to register it again. */
export function registeredAlreadyMail(link: string): Message {
  return compose({
    subject: 'You have an account already',
    before: ['Somebody, probably you, tried to register with this address. It has an account already.'],
    button: null,
    after: [
      `If you do not know its password, choose a new one: ${link}`,
      'If it was not you, ignore this mail: nothing has changed.',
    ],
  })
}

/** The notice that an account is going to be deleted, with the link to the page where signing in takes it back. */
export function accountDeletionMail(deletionAt: string, link: string): Message {
  return compose({
    subject: 'Your account is going to be deleted',
    before: [`You asked to delete your account. All devices are signed out; it is final on ${deletionAt}.`],
    button: null,
    after: [`To keep the account, sign in before then: ${link}`],
  })
}
