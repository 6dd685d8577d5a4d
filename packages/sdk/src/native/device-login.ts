/** Signs in an application without a browser: its person types a code on another device (RFC 8628). */

import { setTimeout as wait } from 'node:timers/promises'
import { discover } from './discover.ts'
import { NativeError } from './native-error.ts'
import { type LoginOptions, type NativeClient, readNativeOptions } from './native-options.ts'
import { newKey, readTokens } from './received-tokens.ts'
import { ask, type NativeAnswer, type NativeRequest, refusalOf } from './request.ts'
import { resume, type SignedIn } from './signed-in.ts'

/** What to show. */
export type DeviceCode = {
  /** Such as `WDJB-MJHT`. */
  readonly userCode: string
  /** Where to type it. */
  readonly verificationUri: string
  /** The same with the code in it, for a link or a picture that is scanned. */
  readonly verificationUriComplete: string
  readonly expiresInSeconds: number
}

/** Options of a sign-in by a code. */
export type DeviceLoginOptions = LoginOptions & {
  /** Shows the code. */
  readonly onCode: (code: DeviceCode) => void | Promise<void>
  /** Waits between two questions (default: a timer). */
  readonly pause?: (ms: number, signal?: AbortSignal) => Promise<void>
}

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code'
/** By how much to ask less often when told to (RFC 8628 section 3.5). */
const SLOW_DOWN_SECONDS = 5
/** The longest pause after a failed connection, in seconds. */
const LONGEST_PAUSE_SECONDS = 60

/**
 * Asks for a code, has it shown, and waits until its person let the application in.
 *
 * @throws {NativeError} `access-denied`, `code-expired`, or why the server could not be asked.
 * @throws The reason of `signal`, when it gives up.
 */
export async function deviceLogin(options: DeviceLoginOptions): Promise<SignedIn> {
  const client = readNativeOptions(options)
  const { onCode, signal, scopes = ['openid', 'offline_access'], resources = [] } = options
  const pause =
    options.pause ?? ((ms, over) => wait(ms, undefined, over === undefined ? {} : { signal: over }))
  const endpoints = await discover(client, signal)
  const scope = scopes.join(' ')
  const { code, deviceCode, intervalSeconds } = readCode(
    await ask(client, {
      url: endpoints.deviceAuthorization,
      form: { client_id: client.clientId, scope, resource: resources },
      ...(signal !== undefined && { signal }),
    }),
  )
  const askedAtMs = performance.now()
  await onCode(code)
  const request = {
    url: endpoints.token,
    form: { grant_type: GRANT_TYPE, client_id: client.clientId, device_code: deviceCode },
    // With one key: what a lost answer granted comes with the next.
    idempotencyKey: newKey(),
    ...(signal !== undefined && { signal }),
  }
  let everySeconds = intervalSeconds
  let pauseSeconds = everySeconds
  for (;;) {
    signal?.throwIfAborted()
    await pause(pauseSeconds * 1000, signal)
    signal?.throwIfAborted()
    const heard = await poll(client, request)
    if (heard === 'slow-down') everySeconds += SLOW_DOWN_SECONDS
    else if (heard !== 'pending' && !('waitSeconds' in heard)) {
      const grant = readTokens(client, heard, scope)
      await client.store.exclusively(() => client.store.write(grant))
      return resume(options)
    }
    // Whoever cannot be reached is asked less and less often (RFC 8628 section 3.5).
    pauseSeconds =
      typeof heard === 'object'
        ? Math.max(everySeconds, heard.waitSeconds ?? Math.min(pauseSeconds * 2, LONGEST_PAUSE_SECONDS))
        : everySeconds
    if (performance.now() - askedAtMs > code.expiresInSeconds * 1000)
      throw new NativeError('code-expired', 'nobody let this device in before its code was too old')
  }
}

/** What the server says; `waitSeconds` when it could not be asked. */
async function poll(
  client: NativeClient,
  request: NativeRequest,
): Promise<NativeAnswer | 'pending' | 'slow-down' | { readonly waitSeconds: number | null }> {
  try {
    const answer = await ask(client, request)
    const { error } = answer.body
    if (error === 'authorization_pending') return 'pending'
    return error === 'slow_down' ? 'slow-down' : answer
  } catch (error) {
    if (error instanceof NativeError && error.retryable) return { waitSeconds: error.retryAfterSeconds }
    throw error
  }
}

function readCode(answer: NativeAnswer): {
  readonly code: DeviceCode
  readonly deviceCode: string
  readonly intervalSeconds: number
} {
  if (answer.status !== 200) throw refusalOf(answer)
  const { device_code, user_code, verification_uri, verification_uri_complete, expires_in, interval } =
    answer.body
  if (
    typeof device_code !== 'string' ||
    typeof user_code !== 'string' ||
    typeof verification_uri !== 'string' ||
    typeof expires_in !== 'number'
  )
    throw new NativeError('answer-invalid', 'the server gave no code')
  return {
    code: {
      userCode: user_code,
      verificationUri: verification_uri,
      verificationUriComplete:
        typeof verification_uri_complete === 'string' ? verification_uri_complete : verification_uri,
      expiresInSeconds: expires_in,
    },
    deviceCode: device_code,
    intervalSeconds: typeof interval === 'number' && interval > 0 ? interval : 5,
  }
}
