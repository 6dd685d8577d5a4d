/**
 * Everything that people read on pages and in mails. One file for each language holds all of it; what takes something is
 * a function. No text holds markup, and none is HTML: what stands in it is escaped where it is shown.
 */

import type { PasswordWeakness } from '@coatcheck/core/protocol'
import type { AccountMessages } from './account-messages.ts'
import type { NoticeCode, PageErrorCode, StrayCode, UpstreamErrorCode } from './codes.ts'
import type { MailMessages } from './mail-messages.ts'
import type { PhraseOf, PhraseWithLink } from './phrase.ts'

/** A text about something that has a name. */
type Named = (name: string) => string

/** The texts of one language. */
export type Messages = {
  readonly common: CommonMessages
  readonly signIn: SignInMessages
  readonly mailLinks: MailLinkMessages
  readonly invitation: InvitationMessages
  readonly factors: FactorMessages
  readonly applications: ApplicationMessages
  readonly device: DeviceMessages
  readonly account: AccountMessages
  readonly notices: { readonly [C in NoticeCode]: string }
  readonly errors: { readonly [C in PageErrorCode]: string }
  readonly upstreamErrors: { readonly [C in UpstreamErrorCode]: string }
  readonly fieldErrors: FieldErrorMessages
  readonly weakPasswords: { readonly [W in PasswordWeakness]: string }
  readonly nowhere: NowhereMessages
  readonly outbox: OutboxMessages
  readonly mail: MailMessages
}

/** What stands on many pages. */
export type CommonMessages = {
  readonly skipToContent: string
  /** The title of a page on which something went wrong. */
  readonly errorTitle: Named
  readonly optional: string
  /** Between two ways to do something. */
  readonly or: string
  readonly continue: string
  readonly cancel: string
  readonly signIn: string
  readonly signUp: string
  readonly signOut: string
  readonly remove: string
  readonly useAnotherAccount: string
  readonly goToAccount: string
  readonly emailAddress: string
  readonly password: string
  readonly newPassword: string
  readonly passwordHint: string
  readonly firstName: string
  readonly lastName: string
  /** A code to type, such as that of an authenticator app. */
  readonly code: string
  /** A key to copy, such as that of an API. */
  readonly key: string
  /** After the title "Sign in": to continue to an application. */
  readonly toContinueTo: PhraseOf
  /** Of an account that has neither a name nor an address. */
  readonly nameless: string
  readonly unknownDevice: string
  readonly browserOnSystem: (browser: string, system: string) => string
  readonly justNow: string
  /** Above a list of what an application may do: "know that it is you". */
  readonly willBeAbleTo: string
  readonly unverifiedApplication: string
}

/** `/sign-in` and `/sign-up`. */
export type SignInMessages = {
  readonly withPasskey: string
  readonly continueAs: string
  readonly orAnotherAccount: string
  readonly staySignedIn: string
  readonly forgotPassword: string
  readonly newHere: PhraseWithLink
  readonly continueWith: Named
  readonly onTo: Named
  readonly comeBack: string
  readonly createYourAccount: string
  readonly createAccount: string
  readonly haveAccount: PhraseWithLink
  /** Given a list of domains, such as `example.com or example.org`. */
  readonly addressAt: (domains: string) => string
  readonly closedTitle: string
  readonly closed: string
}

/** The pages that mails lead to, and those that send such mails. */
export type MailLinkMessages = {
  readonly lookInInbox: string
  readonly linkDead: string
  readonly forgotTitle: string
  readonly forgot: string
  readonly sendLink: string
  readonly backToSignIn: string
  readonly resetSent: PhraseOf
  readonly resetSentSomewhere: string
  readonly nothingThere: PhraseWithLink
  readonly resetDead: string
  readonly askForNewLink: string
  readonly resetTitle: string
  readonly reset: string
  readonly savePassword: string
  readonly resetDoneTitle: string
  readonly resetDone: string
  readonly confirmSent: PhraseOf
  readonly confirmSentSomewhere: string
  readonly nothingThereYet: string
  readonly confirmedAlready: PhraseWithLink
  readonly confirmTitle: string
  readonly confirm: PhraseOf
  readonly confirmByPassword: PhraseOf
  readonly madeNoAccount: string
  readonly forgotYourPassword: string
  readonly confirmAddress: string
  readonly confirmAndSignIn: string
  readonly confirmDead: string
  readonly sendAnotherLink: string
  readonly confirmedTitle: string
  readonly confirmed: string
}

/** `/invitation`. */
export type InvitationMessages = {
  readonly deadTitle: string
  readonly dead: string
  readonly join: Named
  readonly isFor: PhraseOf
  readonly noAccountYet: PhraseWithLink
  readonly signedInAs: PhraseOf
  readonly accept: string
  readonly welcome: Named
  readonly joined: string
}

/** Second factors, where they are asked for and where they are set up, and what is shown once. */
export type FactorMessages = {
  readonly oneMoreStep: string
  readonly signingInAs: PhraseOf
  readonly usePasskey: string
  readonly passkeyNeedsScript: string
  readonly codeOfApp: string
  readonly useRecoveryCode: string
  readonly recoveryCode: string
  readonly continueWithIt: string
  readonly setUpTitle: string
  readonly setUp: string
  readonly qrCode: string
  readonly openOnThisDevice: string
  readonly codeNow: string
  readonly turnOn: string
  readonly notNow: string
  readonly recoveryTitle: string
  readonly recovery: string
  readonly keptThem: string
  readonly apiKeyTitle: string
  readonly apiKey: PhraseOf
  readonly apiKeyWarning: string
  readonly copiedIt: string
  /** What the browser's script says when it does not know better. */
  readonly passkeyFailed: string
}

/** What applications ask for. */
export type ApplicationMessages = {
  readonly asksForAccess: Named
  readonly answerToDevice: string
  readonly answerTo: PhraseOf
  readonly isNew: string
  /** Each follows "It will be able to". */
  readonly scopes: {
    readonly openid: string
    readonly profile: string
    readonly email: string
    readonly organization: string
    readonly offline_access: string
    /** Of a request that names none. */
    readonly none: string
  }
  readonly forOneOrganization: PhraseOf
  readonly at: PhraseOf
  readonly forWhichOrganization: string
  readonly noOrganization: string
  /** Given a duration, such as `7 days`. */
  readonly lastsOffline: (duration: string) => string
  readonly lasts: (duration: string) => string
  readonly allow: string
  readonly website: string
  readonly privacy: string
  readonly terms: string
  readonly signOutTitle: string
  readonly asksToSignOut: PhraseOf
  readonly somethingAsksToSignOut: string
  readonly staySignedIn: string
  readonly signedOutWithIt: string
  readonly refusedTitle: string
  readonly refused: PhraseOf
  readonly backTo: PhraseOf
}

/** `/device`. */
export type DeviceMessages = {
  readonly connectTitle: string
  readonly connect: string
  readonly codeHint: string
  readonly actingTitle: string
  readonly acting: string
  readonly connectedTitle: string
  readonly connected: string
  readonly changedMind: PhraseWithLink
  readonly turnedAwayTitle: string
  readonly turnedAway: string
  readonly isItYours: string
  readonly wantsAccount: PhraseOf
  readonly showsCode: string
  readonly warning: string
  readonly device: string
  readonly address: string
  readonly asked: string
  readonly unknown: string
  readonly sameAddress: PhraseOf
  readonly otherAddress: PhraseOf
  readonly turnAway: string
  readonly letIn: string
  readonly notYou: PhraseWithLink
}

/** What is wrong with what was typed. */
export type FieldErrorMessages = {
  readonly email: string
  readonly name: string
  readonly keyName: string
  readonly keyScopes: string
  readonly keyDays: (most: number) => string
  readonly userCode: string
}

/** The pages for requests that got nowhere. */
export type NowhereMessages = {
  readonly [S in 400 | 403 | 404 | 429 | 500 | 503]: { readonly title: string; readonly what: string }
} & {
  /** Given when, such as `in 2 minutes`. */
  readonly tryAgain: (when: string) => string
  readonly stray: { readonly [C in StrayCode]: string }
}

/** `/outbox`, of development. */
export type OutboxMessages = {
  readonly title: string
  readonly what: string
  readonly pages: string
  readonly noMail: string
  readonly howToGetMail: string
  readonly to: PhraseOf
  readonly open: Named
  readonly links: string
}
