/** What the mails say. Each one names the reason it came and what to do when nobody asked for it. */

import type { Mail } from './mailer.ts'

/** A mail without its recipient. */
export type Message = Omit<Mail, 'to'>

type Content = {
  readonly subject: string
  /** Paragraphs before the button. */
  readonly before: readonly string[]
  readonly button: { readonly label: string; readonly link: string } | null
  /** Paragraphs after it. */
  readonly after: readonly string[]
}

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

/** The notice to an account's former address that it was replaced. */
export function emailChangedMail(): Message {
  return compose({
    subject: 'Your e-mail address was changed',
    before: ['Your account has another e-mail address now; this one no longer belongs to it.'],
    button: null,
    after: [
      'If it was not you, tell whoever runs this service at once: they can see who did it and undo it.',
    ],
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

/** The notice after a password was changed, with the link to the page where a forgotten password is reset. */
export function passwordChangedMail(link: string): Message {
  return compose({
    subject: 'Your password was changed',
    before: ['The password of your account was changed, and other devices were signed out.'],
    button: null,
    after: [`If it was not you, reset it at once: ${link}`],
  })
}

function compose(content: Content): Message {
  const { subject, before, button, after } = content
  return {
    subject,
    text: `${[...before, ...(button === null ? [] : [`${button.label}:\n${button.link}`]), ...after].join('\n\n')}\n`,
    html: page(subject, [
      ...before.map(paragraph),
      ...(button === null ? [] : [linkButton(button.label, button.link)]),
      ...after.map(paragraph),
    ]),
  }
}

// Mail programs drop style sheets and scripts, hence the inline styles and the plainest of markup.
function page(title: string, parts: readonly string[]): string {
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head>`,
    '<body style="margin:0;padding:32px 16px;background:#f6f5f2;color:#1d1b16;',
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif\">",
    '<div style="max-width:480px;margin:0 auto;padding:24px 32px;background:#fff;border-radius:12px">',
    `<h1 style="font-size:20px;line-height:1.3;margin:8px 0 16px">${escape(title)}</h1>`,
    ...parts,
    '</div></body></html>',
  ].join('\n')
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 16px">${escape(text)}</p>`
}

function linkButton(label: string, link: string): string {
  const style =
    'display:inline-block;padding:12px 20px;border-radius:8px;background:#1d1b16;color:#fff;text-decoration:none'
  return (
    `<p style="margin:0 0 16px"><a style="${style}" href="${escape(link)}">${escape(label)}</a></p>\n` +
    `<p style="margin:0 0 16px;font-size:13px;word-break:break-all">${escape(link)}</p>`
  )
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
