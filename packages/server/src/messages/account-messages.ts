/** The texts of `/account`. */

import type { PhraseOf, PhraseWithLink } from './phrase.ts'

/** `/account`. */
export type AccountMessages = {
  readonly title: string
  readonly onThisPage: string
  readonly noneYet: string
  readonly removeNamed: (name: string) => string
  /** Given when, such as `5 minutes ago`. */
  readonly lastUsed: PhraseOf
  readonly profile: {
    readonly title: string
    readonly language: string
    readonly languageOfBrowser: string
    readonly save: string
    readonly verified: string
    readonly notVerified: string
    readonly sendLinkAgain: string
    readonly changeAddress: string
    readonly changeAddressHow: string
    readonly newAddress: string
    readonly yourPassword: string
  }
  readonly browser: {
    readonly title: string
    readonly what: string
    readonly addAccount: string
    readonly switch: string
    readonly switchTo: (name: string) => string
    readonly active: string
    readonly signOutHere: (name: string) => string
  }
  readonly devices: {
    readonly title: string
    readonly what: string
    readonly noOther: string
    readonly signOutOthers: string
    readonly signOutEverywhere: string
    readonly signOutThis: string
    readonly signOutNamed: (name: string) => string
    readonly thisDevice: string
    readonly acting: string
    readonly pending: string
    readonly unknownPlace: string
    /** Given when. */
    readonly lastActive: PhraseOf
  }
  readonly password: {
    readonly title: string
    readonly what: string
    readonly none: PhraseWithLink
    readonly current: string
    readonly change: string
  }
  readonly factors: {
    readonly title: string
    readonly what: string
    readonly setUpApp: string
    readonly changeApp: string
    readonly addPasskey: string
    readonly newCodes: string
    readonly app: string
    readonly passkey: string
    readonly codesLeft: (count: number) => string
    /** Given when. */
    readonly added: PhraseOf
  }
  readonly identities: {
    readonly title: string
    readonly what: string
    readonly connect: (name: string) => string
    readonly knownAs: PhraseOf
    readonly removeNamed: (name: string, subject: string) => string
  }
  readonly applications: {
    readonly title: string
    readonly what: string
    readonly none: string
    /** Given what, such as `read your notes; know that it is you`. */
    readonly may: (scopes: string) => string
    /** Given when. */
    readonly since: PhraseOf
    readonly notInUse: string
  }
  readonly apiKeys: {
    readonly title: string
    readonly what: string
    readonly revoke: string
    readonly revokeNamed: (name: string) => string
    readonly scopesAre: PhraseOf
    /** Given when. */
    readonly neverUsed: PhraseOf
    readonly neverExpires: string
    /** Given when. */
    readonly expires: PhraseOf
    readonly make: string
    readonly name: string
    readonly nameHint: string
    readonly scopes: string
    readonly scopesHint: string
    readonly expiresAfter: string
    readonly days: (count: number) => string
    readonly otherDays: string
    readonly untilRevoked: string
    readonly numberOfDays: string
    readonly makeIt: string
  }
  readonly data: {
    readonly title: string
    readonly what: string
    readonly export: string
    readonly delete: string
    readonly confirmDelete: string
    readonly deletedAtOnce: string
    readonly deletedAfter: (days: number) => string
  }
}
