/**
 * What the mails say that come after something was done to an account: what it was, when and from which device, and
 * what to do if it was somebody else. Nothing that a thief could word is in them: no name of a factor, no User-Agent.
 */

import type { DeviceFacts, FactorKind } from '@coatcheck/core'
import Bowser from 'bowser'
import { absoluteTime } from '../pages/time.ts'
import { compose, type Message } from './compose.ts'

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
export function noticeMail(notice: Notice, facts: NoticeFacts, resetLink: string): Message {
  const { subject, what } = wordsOf(notice)
  return compose({
    subject,
    before: [what, whenAndWhere(facts)],
    button: null,
    after: [
      notice.kind === 'email-changed'
        ? 'If it was not you, tell whoever runs this service at once: they can see who did it and undo it.'
        : `If it was not you, reset your password at once, which signs every device out: ${resetLink}`,
      ...(SECOND_FACTOR.has(notice.kind)
        ? [
            'Then look through the second factors of your account; if you cannot, tell whoever runs this service.',
          ]
        : []),
      ...(notice.kind === 'api-key-created'
        ? ['Then revoke the key on the page of your account: it works on with another password, too.']
        : []),
    ],
  })
}

const SECOND_FACTOR: ReadonlySet<Notice['kind']> = new Set([
  'factor-added',
  'factor-removed',
  'recovery-codes-replaced',
  'recovery-code-used',
])

const NAMES: { readonly [K in FactorKind]: string } = {
  totp: 'An authenticator app',
  passkey: 'A passkey',
  recovery: 'The set of recovery codes',
}

function wordsOf(notice: Notice): { readonly subject: string; readonly what: string } {
  switch (notice.kind) {
    case 'password-changed':
      return {
        subject: 'Your password was changed',
        what: 'The password of your account was changed, and other devices were signed out.',
      }
    case 'email-changed':
      return {
        subject: 'Your e-mail address was changed',
        what: 'Your account has another e-mail address now; this one no longer belongs to it.',
      }
    case 'factor-added':
      return {
        subject: 'A second factor was added',
        what: `${NAMES[notice.factor]} was added to your account. From now on it proves that it is you.`,
      }
    case 'factor-removed':
      return {
        subject: 'A second factor was removed',
        what: `${NAMES[notice.factor]} was removed from your account, and proves nothing any more.`,
      }
    case 'identity-linked':
      return {
        subject: 'Another way to sign in was added',
        what: 'An account of another service was connected to yours. From now on it signs you in.',
      }
    case 'identity-unlinked':
      return {
        subject: 'A way to sign in was removed',
        what: 'An account of another service was disconnected from yours, and no longer signs you in.',
      }
    case 'recovery-codes-replaced':
      return {
        subject: 'Your recovery codes were replaced',
        what: 'Your account has new recovery codes. Those that you kept before no longer work.',
      }
    case 'api-key-created':
      return {
        subject: 'An API key was made',
        what: 'An API key was made with your account. Programs that hold it act without your password.',
      }
    case 'recovery-code-used':
      return {
        subject: 'A recovery code was used',
        what: 'A recovery code was used in the place of a second factor. Your account shows how many are left.',
      }
  }
}

function whenAndWhere({ atMs, device }: NoticeFacts): string {
  const when = `It was done on ${absoluteTime(atMs)}`
  if (device === null) return `${when}.`
  const address = device.address === null ? '' : `, address ${device.address}`
  return `${when}, from ${deviceWords(device.userAgent)}${address}.`
}

/** `Firefox on Windows`: names of a fixed list only, as a User-Agent may say anything. */
function deviceWords(userAgent: string | null): string {
  const parsed = userAgent ? Bowser.parse(userAgent) : null
  const browser = listed(Bowser.BROWSER_MAP, parsed?.browser.name)
  const system = listed(Bowser.OS_MAP, parsed?.os.name)
  if (browser !== null && system !== null) return `${browser} on ${system}`
  return browser ?? system ?? 'an unknown device'
}

function listed(names: Readonly<Record<string, string>>, name: string | undefined): string | null {
  return name !== undefined && Object.values(names).includes(name) ? name : null
}
