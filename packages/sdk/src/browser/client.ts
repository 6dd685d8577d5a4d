/** What an application holds of a Coatcheck server in a browser: who is signed in, tokens, and what people do. */

import type { SessionEndedReason } from '@coatcheck/core/protocol'
import type { SessionClaims } from '../backend/session-claims.ts'
import type { CallFailure, SignInOutcome, SignUpOutcome, StepOutcome } from './outcome.ts'

/**
 * Where a client stands. `offline`: there is no network; `degraded`: the server answers with something that cannot be
 * gone by, such as a 503, a 429 or somebody else's page. In both, what was known last goes on: nobody is signed out.
 */
export type ClientStatus = 'loading' | 'signed-in' | 'signed-out' | 'offline' | 'degraded'

/** A person, as they see themselves. */
export type ClientUser = {
  readonly id: string
  readonly email: string | null
  readonly emailVerified: boolean
  readonly firstName: string | null
  readonly lastName: string | null
  readonly username: string | null
  readonly imageUrl: string | null
  readonly externalId: string | null
  readonly locale: string | null
  readonly publicMetadata: { readonly [member: string]: unknown }
  readonly unsafeMetadata: { readonly [member: string]: unknown }
  readonly hasPassword: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly lastSignInAt: Date | null
  /** When a deletion that was asked for becomes final. */
  readonly deletionAt: Date | null
}

/** One account that is signed in in this browser. */
export type ClientSession = {
  readonly id: string
  /** `pending`: a task is open, and nobody is signed in by it yet. */
  readonly status: 'active' | 'pending'
  readonly tasks: readonly { readonly kind: 'second-factor' }[]
  readonly user: ClientUser
  readonly createdAt: Date
  /** When the person acted last, as far as the server was told. */
  readonly lastActiveAt: Date
  /** The absolute limit. */
  readonly expireAt: Date
  /** When it ends unless the person acts; `null` without an idle limit. */
  readonly abandonAt: Date | null
  /** Who acts as the user, if somebody else does. */
  readonly actor: { readonly sub: string } | null
  readonly device: ClientDevice
}

/** What is known of the device of a session. */
export type ClientDevice = {
  readonly browser: string | null
  readonly os: string | null
  readonly type: string | null
  readonly address: string | null
}

/** The session token that this tab has: its claims, never its text. */
export type ClientToken = {
  readonly claims: SessionClaims
  /** By the server's clock. */
  readonly issuedAt: Date
  /** By the server's clock. */
  readonly expiresAt: Date
}

/** What is known at a moment. The same object until something of it changes. */
export type ClientState = {
  readonly status: ClientStatus
  /** Whether it is known who is signed in: by the server, by another tab, or by the application's own server. */
  readonly isLoaded: boolean
  /** The session that this tab works with; `null` when nobody is signed in here. */
  readonly session: ClientSession | null
  /** All accounts of this browser, the pending ones too. */
  readonly sessions: readonly ClientSession[]
  /** The session token of `session`, once there is one. */
  readonly token: ClientToken | null
  /** Why the session of this tab ended, when it did. */
  readonly reason: SessionEndedReason | null
  /** Why status is `offline` or `degraded`. */
  readonly error: CallFailure | null
}

/** What changed. */
export type ClientEvent =
  | { readonly type: 'signed-in'; readonly state: ClientState }
  | { readonly type: 'signed-out'; readonly state: ClientState; readonly reason: SessionEndedReason }
  | { readonly type: 'token'; readonly state: ClientState }
  | { readonly type: 'session-changed'; readonly state: ClientState }
  | { readonly type: 'status'; readonly state: ClientState }

/** What is asked of a token. */
export type GetTokenOptions = {
  /** The name of a template. Left out: a session token. */
  readonly template?: string | undefined
  /** An organization to tell, `null` for none. Left out: the one that the session works in. */
  readonly organizationId?: string | null | undefined
  /** Valid for at least that many seconds more. Granted up to the policy's maximum: see `docs/browser.md`. */
  readonly leewayInSeconds?: number | undefined
  /** A lifetime in seconds, granted up to the policy's maximum. */
  readonly expiresInSeconds?: number | undefined
  /** A new one, whatever is at hand. */
  readonly skipCache?: boolean | undefined
}

/** An e-mail address and a password. */
export type PasswordCredentials = {
  readonly email: string
  readonly password: string
  /** `false`: the sign-in ends with the browser, and after a day at most. */
  readonly rememberMe?: boolean | undefined
}

/** What signs somebody in. */
export type SignInInput =
  | PasswordCredentials
  /** The token of an upstream, which works once. */
  | { readonly upstreamToken: string; readonly rememberMe?: boolean | undefined }
  /** The answer of `navigator.credentials.get`, by `toJSON`. */
  | { readonly passkey: object; readonly rememberMe?: boolean | undefined }
  /** What came back from an upstream, with what the start of it (`POST /upstreams/{id}/start`) gave to keep. */
  | { readonly upstream: UpstreamReturn; readonly rememberMe?: boolean | undefined }

/** What the address of one's own page says when an upstream sends somebody back to it. */
export type UpstreamReturn = {
  readonly id: string
  readonly state: string
  readonly code: string
  readonly iss?: string | undefined
  readonly binding: string
}

/** A new account. */
export type SignUpInput = PasswordCredentials & {
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
}

/** One proof of who somebody is. */
export type Proof =
  | { readonly password: string }
  | { readonly code: string }
  | { readonly recoveryCode: string }
  /** The answer of `navigator.credentials.get`, by `toJSON`. */
  | { readonly passkey: object }

/** What to sign out of. */
export type SignOutOptions = {
  /** This session (default), the user's other sessions, or all of them. */
  readonly scope?: 'local' | 'others' | 'global' | undefined
  /** A session of this browser. Left out: the one of this tab. */
  readonly sessionId?: string | undefined
}

/** A call of the API, as somebody who is signed in. */
export type ApiCall = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined
  readonly body?: object | undefined
  /** As which session of this browser. Left out: that of this tab, or as nobody. */
  readonly sessionId?: string | undefined
}

/** What a call came to. Expected failures are values; a call never throws. */
export type ApiResult<Body = unknown> = { readonly ok: true; readonly body: Body } | CallFailure

/** A client of a Coatcheck server. Nothing is asked before the first call of `load`, `getToken` or `onChange`. */
export type CoatcheckClient = {
  /** What is known now. */
  readonly state: ClientState
  /** Of `state`, where this tab stands. */
  readonly status: ClientStatus
  /** Of `state`, who is signed in in this tab. */
  readonly user: ClientUser | null
  /** Of `state`, all accounts of this browser. */
  readonly sessions: readonly ClientSession[]
  /** What was known when the client was made: what a page is hydrated by. */
  readonly initialState: ClientState
  /** Where the server is: an origin, without a slash. */
  readonly url: string
  /** Resolves once it is known who is signed in, or that it cannot be told just now (`offline`, `degraded`). */
  readonly load: () => Promise<ClientState>
  /** Asks the server anew who is signed in. */
  readonly reload: () => Promise<ClientState>
  /**
   * A token that is good for now; `null` when nobody is signed in. It is renewed when less than a fifth of its life is
   * left, ten seconds at least, and it is one request however many callers and tabs there are.
   *
   * @throws {ClientError} When there is none to be had just now (`retryable`), or not what was asked for.
   */
  readonly getToken: (options?: GetTokenOptions) => Promise<string | null>
  /**
   * `fetch` with a token, for requests to the page's own origin, the server's, and `tokenOrigins`. When the token is
   * refused with 401, a new one is got and the request repeated, once; a body that is a stream is sent once.
   */
  readonly authFetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  readonly signIn: (input: SignInInput) => Promise<SignInOutcome>
  readonly signUp: (input: SignUpInput) => Promise<SignUpOutcome>
  /** Completes a sign-in that waits for a second factor. */
  readonly proveSecondFactor: (
    proof: Exclude<Proof, { password: string }>,
    sessionId?: string,
  ) => Promise<StepOutcome>
  /** Proves who is there once more, for what asks for a recent proof. */
  readonly reverify: (proof: Proof) => Promise<StepOutcome>
  /** Changes the password: other sessions of the user end. */
  readonly changePassword: (input: {
    readonly currentPassword: string
    readonly newPassword: string
  }) => Promise<StepOutcome>
  /** Signs out. Who cannot be reached is signed out here at least, where the credential is ours to drop. */
  readonly signOut: (options?: SignOutOptions) => Promise<{ readonly ok: true } | CallFailure>
  /** Makes a session the one of this tab, and of navigations; or works in another organization. */
  readonly setActive: (input: {
    readonly session?: string
    readonly organization?: string | null
  }) => Promise<{ readonly ok: true } | CallFailure>
  /** Says that the person acts: the idle limit counts from now. */
  readonly touch: () => Promise<{ readonly ok: true } | CallFailure>
  /** Calls a path of the API below `/api/auth`, such as `/sessions`, with the credential that the route asks for. */
  readonly call: <Body = unknown>(path: string, call?: ApiCall) => Promise<ApiResult<Body>>
  /** Tells of every change, until it is called off. The client works from the first listener on. */
  readonly onChange: (listener: (event: ClientEvent) => void) => () => void
  /** The server's time, milliseconds since 1970, however wrong this machine's clock is. */
  readonly nowMs: () => number
  /**
   * From which share of a token's life on it is renewed: 20 by default, in percent of the life that is left, and ten
   * seconds at least. Of several wishes the greatest counts.
   *
   * @returns Takes the wish back.
   */
  readonly keepFresh: (thresholdPercent: number) => () => void
  /** Stops everything. The client cannot be used any more; nobody is signed out. */
  readonly close: () => void
}
