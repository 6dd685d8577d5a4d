/** Signing in and out from an application's server, for forms and server actions: the visitor gets the cookies. */

import { type NodeRequestHead, type RequestHead, requestHead } from '../backend/request-head.ts'
import { type AddressOptions, addressReader } from '../mount/client-address.ts'
import type { MountOptions } from '../mount/mount-options.ts'
import { createRelay } from '../mount/relay.ts'
import { readFailure, readOpened } from './read-answer.ts'
import type { SignInResult, SignOutResult, SignUpResult, WithCookies } from './sign-in-result.ts'

/** The visitor's request: a Web `Request`, or one of `node:http`. Its cookies, its Origin and its address count. */
export type Visitor = RequestHead | (NodeRequestHead & NodeConnection)

type NodeConnection = {
  readonly ip?: string | undefined
  readonly socket?: { readonly remoteAddress?: string | undefined }
}

/** How the calls are set up. */
export type SignInOptions = MountOptions & AddressOptions<Visitor>

/** How a session is opened. */
export type SessionWishes = {
  /** `false`: cookies end with the browser, and the session after a day at most. */
  readonly rememberMe?: boolean
}

/** An e-mail address and a password. */
export type PasswordInput = SessionWishes & { readonly email: string; readonly password: string }

/** A new account. */
export type SignUpInput = PasswordInput & { readonly firstName?: string; readonly lastName?: string }

/** The token of an upstream, which works once. */
export type TokenInput = SessionWishes & { readonly token: string }

/** What to sign out of. */
export type SignOutInput = {
  /** This session (default), the user's others, or all of them. */
  readonly scope?: 'local' | 'others' | 'global'
  /** Which session of the browser; left out: the active one. */
  readonly sessionId?: string
}

/**
 * What an application's server can do for a visitor. The visitor's `Origin` counts as it does in a browser: it is the
 * server's own, or one of its `COATCHECK_ALLOWED_ORIGINS`.
 */
export type SignInCalls = {
  /** Signs in by a password. */
  readonly signIn: (visitor: Visitor, input: PasswordInput) => Promise<WithCookies<SignInResult>>
  /** Makes an account, and signs in unless its address must be verified first. */
  readonly signUp: (visitor: Visitor, input: SignUpInput) => Promise<WithCookies<SignUpResult>>
  /** Exchanges an upstream's token for a session. */
  readonly createSession: (visitor: Visitor, input: TokenInput) => Promise<WithCookies<SignInResult>>
  /** Signs out. */
  readonly signOut: (visitor: Visitor, input?: SignOutInput) => Promise<WithCookies<SignOutResult>>
}

/**
 * Makes the calls. Each gives `setCookies` beside its result, also when nothing came of it: the answer to the visitor
 * has to carry every one as a `Set-Cookie` header.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function createSignIn(options: SignInOptions = {}): SignInCalls {
  const relay = createRelay(options)
  const addressOf = addressReader(options, { head: requestHead, peer: peerOf })

  async function call(visitor: Visitor, path: string, input: object, sessionId?: string): Promise<Response> {
    const body = new TextEncoder().encode(JSON.stringify(input))
    const { headers } = requestHead(visitor)
    const own: { readonly [name: string]: string | null } = {
      ...VISITORS_ALONE,
      'content-type': 'application/json',
      'coatcheck-session': sessionId ?? null,
    }
    return await relay({
      method: 'POST',
      path: `/api/auth/${path}`,
      headers: { get: (name) => (name in own ? (own[name] ?? null) : headers.get(name)) },
      address: addressOf(visitor),
      readBody: async (maxBytes) => (body.byteLength > maxBytes ? null : body),
    })
  }

  return {
    signIn: async (visitor, input) => await readOpened(await call(visitor, 'login', { ...input, ...COOKIE })),
    createSession: async (visitor, input) =>
      await readOpened(await call(visitor, 'create-session', { ...input, ...COOKIE })),
    signUp: async (visitor, input) => {
      const answer = await call(visitor, 'register', { ...input, ...COOKIE })
      if (answer.status !== MAIL_SENT) return await readOpened(answer)
      await answer.body?.cancel()
      return { ok: true, session: null, user: null, setCookies: answer.headers.getSetCookie() }
    },
    signOut: async (visitor, { sessionId, scope = 'local' } = {}) => {
      const answer = await call(visitor, 'logout', { scope }, sessionId)
      if (!answer.ok) return await readFailure(answer)
      return { ok: true, setCookies: answer.headers.getSetCookie() }
    },
  }
}

const COOKIE = { transport: 'cookie' } as const
const MAIL_SENT = 202

/** What the visitor's request says of itself, and not of what is asked for them. */
const VISITORS_ALONE = {
  accept: null,
  authorization: null,
  'content-length': null,
  dpop: null,
  'idempotency-key': null,
  'last-event-id': null,
} as const

function peerOf(visitor: Visitor): string | null {
  if (!('socket' in visitor)) return null
  return visitor.ip ?? visitor.socket?.remoteAddress ?? null
}
