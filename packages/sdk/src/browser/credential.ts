/** What a client signs in with, and asks for tokens by: a cookie that it never sees, or a refresh token that it keeps. */

import type { ApiCall, ApiResult, ClientSession } from './client.ts'
import type { CallFailure } from './outcome.ts'
import type { Sent } from './send.ts'
import type { HeldToken } from './token-freshness.ts'

/** Who is signed in in this browser. */
export type Accounts = {
  /** The session that navigations use, and a new tab begins with. */
  readonly activeSessionId: string | null
  readonly sessions: readonly ClientSession[]
}

/** What is asked of the server for a token. */
export type MintAsk = {
  readonly template: string | null
  readonly organizationId: string | null | undefined
  readonly lifetimeSeconds: number | null
  /** The person acted since the server was last told. */
  readonly active: boolean
}

/** A session that was just opened, or proved anew. */
export type Opened = { readonly ok: true; readonly session: ClientSession; readonly token: HeldToken | null }

/** The credential, by what can be done with it. Nothing of it throws. */
export type Credential = {
  /** The name of the lock that makes one request of many, for a token of this key. */
  readonly lockOf: (tokenKey: string) => string
  /** Asks who is signed in; where that is kept on the device, without a network too. */
  readonly accounts: () => Promise<(Accounts & { readonly ok: true }) | CallFailure>
  /** Gets a token. To be called with the lock. */
  readonly mint: (
    sessionId: string,
    ask: MintAsk,
  ) => Promise<{ readonly ok: true; readonly token: HeldToken } | CallFailure>
  /** Signs in or up; `null` when a mail has to be answered first. */
  readonly open: (
    path: string,
    body: object,
  ) => Promise<Opened | { readonly ok: true; readonly session: null } | CallFailure>
  /** Proves something, for a credential that is a new one from then on. */
  readonly step: (sessionId: string, path: string, body: object) => Promise<Opened | CallFailure>
  /** Says that the person acts; `null` where only a mint can say so. */
  readonly touch: ((sessionId: string) => Promise<Sent | CallFailure>) | null
  readonly activate: (sessionId: string) => Promise<{ readonly ok: true } | CallFailure>
  readonly signOut: (
    sessionId: string,
    scope: 'local' | 'others' | 'global',
  ) => Promise<{ readonly ok: true } | CallFailure>
  readonly call: (
    sessionId: string | null,
    path: string,
    call: ApiCall,
    token: () => Promise<string | null>,
  ) => Promise<ApiResult>
  /** What a request has to bring to hear of its own sessions. */
  readonly listenBy: (token: () => Promise<string | null>) => Promise<RequestInit | null>
  /** Asks what a session has become, by a token of it; `null` where `accounts` asks the server itself. */
  readonly read: ((sessionId: string, token: string) => Promise<Opened | CallFailure>) | null
  /** The server says that a session is over. */
  readonly forget: (sessionId: string) => Promise<void>
}

/** The body of a request for a token; what is undefined is left out of it. */
export function askBody({ template, organizationId, lifetimeSeconds, active }: MintAsk): object {
  return {
    template: template ?? undefined,
    organizationId,
    expiresInSeconds: lifetimeSeconds ?? undefined,
    active: active || undefined,
  }
}
