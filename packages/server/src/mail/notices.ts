/**
 * The mails that come after something was done to an account: what it was, when and from which device, and
 * what to do if it was somebody else. Nothing that a thief could word is in them: no name of a factor, no User-Agent.
 */

import type { DeviceFacts, FactorKind } from '@coatcheck/core'
import Bowser from 'bowser'
import type { Locale } from '../locale/locale.ts'
import type { DoneMessages, MailMessages } from '../messages/mail-messages.ts'
import { deviceName } from '../pages/device-name.ts'
import { compose, type Message } from './compose.ts'
import type { MailSetting } from './mail-setting.ts'

/** What was done. */
export type Notice =
  | {
      readonly kind:
        | 'password-changed'
        | 'email-changed'
        | 'recovery-codes-replaced'
        | 'recovery-code-used'
        | 'api-key-created'
    }
  | { readonly kind: 'identity-linked' | 'identity-unlinked' }
  | { readonly kind: 'factor-added' | 'factor-removed'; readonly factor: FactorKind }

/** When and where it was done. */
export type NoticeFacts = {
  readonly atMs: number
  /** `null` for a mailbox that may be a stranger's: it learns nothing of the account's devices. */
  readonly device: DeviceFacts | null
}

/** The mail. @param resetLink The page where a forgotten password is reset. */
export function noticeMail(
  setting: MailSetting,
  notice: Notice,
  facts: NoticeFacts,
  resetLink: string,
): Message {
  const { mail } = setting.locale.messages
  const { subject, what } = doneMessages(mail, notice)
  return compose(setting, {
    subject,
    before: [what, whenAndWhere(setting.locale, facts)],
    button: null,
    after: [
      notice.kind === 'email-changed' ? mail.ifNotYouTell : mail.ifNotYou(resetLink),
      ...(SECOND_FACTOR.has(notice.kind) ? [mail.lookThroughFactors] : []),
      ...(notice.kind === 'api-key-created' ? [mail.revokeKey] : []),
    ],
  })
}

const SECOND_FACTOR: ReadonlySet<Notice['kind']> = new Set([
  'factor-added',
  'factor-removed',
  'recovery-codes-replaced',
  'recovery-code-used',
])

function doneMessages(mail: MailMessages, notice: Notice): DoneMessages {
  switch (notice.kind) {
    case 'password-changed':
      return mail.passwordChanged
    case 'email-changed':
      return mail.emailChanged
    case 'factor-added':
      return { subject: mail.factorAdded.subject, what: mail.factorAdded.what[notice.factor] }
    case 'factor-removed':
      return { subject: mail.factorRemoved.subject, what: mail.factorRemoved.what[notice.factor] }
    case 'identity-linked':
      return mail.identityLinked
    case 'identity-unlinked':
      return mail.identityUnlinked
    case 'recovery-codes-replaced':
      return mail.recoveryCodesReplaced
    case 'api-key-created':
      return mail.apiKeyCreated
    case 'recovery-code-used':
      return mail.recoveryCodeUsed
  }
}

function whenAndWhere(locale: Locale, { atMs, device }: NoticeFacts): string {
  const { mail } = locale.messages
  const when = locale.formats.absoluteTime(atMs)
  if (device === null) return mail.doneOn(when)
  const words = deviceWords(locale, device.userAgent)
  return device.address === null
    ? mail.doneOnFrom(when, words)
    : mail.doneOnFromAddress(when, words, device.address)
}

/** `Firefox on Windows`: names of a fixed list only, as a User-Agent may say anything. */
function deviceWords(locale: Locale, userAgent: string | null): string {
  const parsed = userAgent ? Bowser.parse(userAgent) : null
  const browser = listed(Bowser.BROWSER_MAP, parsed?.browser.name)
  const operatingSystem = listed(Bowser.OS_MAP, parsed?.os.name)
  return deviceName(locale, { browser, operatingSystem }) ?? locale.messages.mail.unknownDevice
}

function listed(names: Readonly<Record<string, string>>, name: string | undefined): string | null {
  return name !== undefined && Object.values(names).includes(name) ? name : null
}
