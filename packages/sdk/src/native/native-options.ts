/** What every call of `/native` is told of the server and the application, read once. */

import { isLocalHost } from '@coatcheck/core/protocol'
import { NativeError } from './native-error.ts'
import type { TokenStore } from './token-store.ts'

/** The server, the application, and where it keeps its tokens. */
export type NativeOptions = {
  /** Where the server is: an origin, https or on this machine. */
  readonly issuer: string
  /** The `client_id` of the application: a public one. */
  readonly clientId: string
  /** Where its tokens are kept: `fileTokenStore(path)`, or a place of your own. */
  readonly store: TokenStore
  /** What the application calls itself; people see it when they are asked to let it in. */
  readonly userAgent?: string
  /** Sends the requests (default: the runtime's). */
  readonly fetch?: typeof fetch
  /** How long one answer is waited for, in milliseconds (default 10,000). */
  readonly timeoutMs?: number
}

/** Options of a sign-in. */
export type LoginOptions = NativeOptions & {
  /** What is asked for (default: `openid` and `offline_access`). */
  readonly scopes?: readonly string[]
  /** What the tokens are for (RFC 8707); without it, what the server says of the application. */
  readonly resources?: readonly string[]
  /** Gives the sign-in up. */
  readonly signal?: AbortSignal
}

/** Options that hold. */
export type NativeClient = Required<
  Pick<NativeOptions, 'issuer' | 'clientId' | 'store' | 'fetch' | 'timeoutMs' | 'userAgent'>
>

const DEFAULT_TIMEOUT_MS = 10_000

/**
 * Reads the options.
 *
 * @throws {NativeError} When one is wrong.
 */
export function readNativeOptions(options: NativeOptions): NativeClient {
  const { issuer, clientId, store, timeoutMs = DEFAULT_TIMEOUT_MS, fetch = globalThis.fetch } = options
  const read = URL.canParse(issuer) ? new URL(issuer) : null
  // What is no origin is not repeated: it may hold a password.
  if (read === null || read.origin !== issuer)
    throw wrong('issuer is the origin of the Coatcheck server, without a path or a trailing slash')
  if (!isSafe(read)) throw wrong(`issuer is https, or http on this machine: ${issuer} is neither`)
  if (clientId === '') throw wrong('clientId is the client_id of the application; it is empty')
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1)
    throw wrong(`timeoutMs is a whole number from 1; it is ${timeoutMs}`)
  const { userAgent = defaultUserAgent() } = options
  return { issuer, clientId, store, fetch, timeoutMs, userAgent }
}

/** Whether tokens may be sent there: nobody on the way reads them. */
export function isSafe(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocalHost(url.hostname))
}

function wrong(message: string): NativeError {
  return new NativeError('option-invalid', message)
}

const SYSTEMS: { readonly [platform: string]: string } = {
  darwin: 'Macintosh; Mac OS X',
  linux: 'X11; Linux',
  win32: 'Windows NT',
}

/** Tells the system as browsers do, so that people see it when they are asked. */
function defaultUserAgent(): string {
  return `coatcheck-native (${SYSTEMS[process.platform] ?? process.platform})`
}
