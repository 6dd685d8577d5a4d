/** The texts of mails. */

import type { FactorKind } from '@coatcheck/core'

/** A mail that leads somewhere by a button. */
export type LinkMailMessages = {
  readonly subject: string
  readonly what: string
  readonly button: string
  readonly otherwise: string
}

/** What was done to an account. */
export type DoneMessages = { readonly subject: string; readonly what: string }

/** Mails. */
export type MailMessages = {
  readonly resetPassword: LinkMailMessages
  readonly verifyAddress: LinkMailMessages
  readonly confirmAddress: LinkMailMessages
  readonly invitation: Pick<LinkMailMessages, 'button' | 'otherwise'> & {
    readonly subject: (name: string) => string
    readonly what: (name: string) => string
  }
  readonly addressChanges: DoneMessages & { readonly otherwise: (link: string) => string }
  readonly registeredAlready: DoneMessages & {
    readonly choosePassword: (link: string) => string
    readonly otherwise: string
  }
  readonly deletion: {
    readonly subject: string
    /** Given when it is final. */
    readonly what: (when: string) => string
    readonly keep: (link: string) => string
  }
  readonly passwordChanged: DoneMessages
  readonly emailChanged: DoneMessages
  readonly factorAdded: { readonly subject: string; readonly what: { readonly [K in FactorKind]: string } }
  readonly factorRemoved: { readonly subject: string; readonly what: { readonly [K in FactorKind]: string } }
  readonly recoveryCodesReplaced: DoneMessages
  readonly recoveryCodeUsed: DoneMessages
  readonly apiKeyCreated: DoneMessages
  readonly identityLinked: DoneMessages
  readonly identityUnlinked: DoneMessages
  readonly doneOn: (when: string) => string
  readonly doneOnFrom: (when: string, device: string) => string
  readonly doneOnFromAddress: (when: string, device: string, address: string) => string
  readonly unknownDevice: string
  readonly ifNotYou: (link: string) => string
  readonly ifNotYouTell: string
  readonly lookThroughFactors: string
  readonly revokeKey: string
}
