/** The hooks that an operator may set: what each is asked, and what it may answer. */

import type { JsonObject, Transport, UserMetadata } from '@coatcheck/core'

/** The hooks, by when they are asked. */
export const HOOK_NAMES = ['beforeSignUp', 'beforeSession', 'customClaims'] as const

/** One of them. */
export type HookName = (typeof HOOK_NAMES)[number]

/** A user as hooks see one: nothing of passwords, nothing private. */
export type HookUser = {
  readonly id: string
  readonly email: string | null
  readonly emailVerified: boolean
  readonly firstName: string | null
  readonly lastName: string | null
  readonly username: string | null
  readonly imageUrl: string | null
  readonly locale: string | null
  readonly externalId: string | null
  readonly publicMetadata: UserMetadata['public']
  readonly unsafeMetadata: UserMetadata['unsafe']
}

/** From where somebody asks. */
export type HookDevice = { readonly address: string | null; readonly userAgent: string | null }

/** May this account be made? It may never be: the address can be taken, and is asked about all the same. */
export type BeforeSignUpQuestion = {
  readonly method: 'password' | 'upstream'
  /** As it would be made. */
  readonly user: HookUser
  /** Who vouches for the person; `null` for a sign-up by password. */
  readonly upstream: { readonly issuer: string; readonly subject: string } | null
  readonly device: HookDevice
}

/** Yes, with what the account begins with; or no, with a sentence for the person. */
export type BeforeSignUpAnswer =
  | {
      readonly allow: true
      readonly firstName?: string | null | undefined
      readonly lastName?: string | null | undefined
      readonly publicMetadata?: JsonObject | undefined
      readonly privateMetadata?: JsonObject | undefined
    }
  | HookRefusal

/** May this session be opened? */
export type BeforeSessionQuestion = {
  readonly method: 'password' | 'passkey' | 'upstream' | 'impersonation'
  /** The account is about to be made: the user is as it would be. */
  readonly isSignUp: boolean
  readonly user: HookUser
  readonly transport: Transport
  readonly rememberMe: boolean
  /** Who acts as the user, as in the claim `act`. */
  readonly actor: { readonly sub: string } | null
  readonly authorizedParty: string
  readonly device: HookDevice
}

/** Yes, for so many seconds at most; or no, with a sentence for the person. */
export type BeforeSessionAnswer =
  | { readonly allow: true; readonly maxSeconds?: number | undefined }
  | HookRefusal

/** Which claims does this session token carry? */
export type CustomClaimsQuestion = {
  readonly user: HookUser
  /** The organization that the token tells. */
  readonly organization: {
    readonly id: string
    readonly slug: string
    readonly role: string
    readonly permissions: readonly string[]
  } | null
  readonly session: {
    /** `null` for the first token, which is asked about before there is a session. */
    readonly id: string | null
    readonly transport: Transport
    readonly actor: { readonly sub: string } | null
  }
  /** Whom the token is for, as in `azp`. */
  readonly authorizedParty: string
}

/** The claims; they stand above those of the template `session`. */
export type CustomClaimsAnswer = { readonly claims: JsonObject }

/** No. */
export type HookRefusal = {
  readonly allow: false
  /** Shown to the person: one line of at most 200 characters. */
  readonly message: string
}

/** What each hook is asked and answers. */
export type HookTypes = {
  readonly beforeSignUp: { readonly question: BeforeSignUpQuestion; readonly answer: BeforeSignUpAnswer }
  readonly beforeSession: { readonly question: BeforeSessionQuestion; readonly answer: BeforeSessionAnswer }
  readonly customClaims: { readonly question: CustomClaimsQuestion; readonly answer: CustomClaimsAnswer }
}

/** A hook as a function of the configuration file. @param options.signal Aborted when the time is up. */
export type HookFunction<N extends HookName> = (
  question: HookTypes[N]['question'],
  options: { readonly signal: AbortSignal },
) => Promise<HookTypes[N]['answer']> | HookTypes[N]['answer']

/** A hook at a URL, with the secrets that questions are signed with (`whsec_...`): all of them, the newest first. */
export type HookUrl = { readonly url: string; readonly secret: string | readonly string[] }

/** The member `hooks` of `coatcheck.config.ts`. */
export type HooksConfig = { readonly [N in HookName]?: HookFunction<N> | HookUrl }
