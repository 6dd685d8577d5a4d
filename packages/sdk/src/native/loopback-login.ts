/** Signs in an application beside a browser: the browser comes back to a port of this machine (RFC 8252). */

import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { discover } from './discover.ts'
import { type LoopbackAnswer, openLoopback } from './loopback.ts'
import { NativeError } from './native-error.ts'
import { type LoginOptions, type NativeClient, readNativeOptions } from './native-options.ts'
import { newKey, readTokens } from './received-tokens.ts'
import { askPatiently } from './request.ts'
import { resume, type SignedIn } from './signed-in.ts'
import type { StoredGrant } from './token-store.ts'

/** Options of a sign-in by a browser. */
export type LoopbackLoginOptions = LoginOptions & {
  /** Opens the address in a browser of this machine; it may show it as well, in case nothing opens. */
  readonly open: (url: string) => void | Promise<void>
  /** How long the browser is waited for, in milliseconds (default 300,000). */
  readonly loginTimeoutMs?: number
}

const LOGIN_TIMEOUT_MS = 300_000

/**
 * Sends the browser to the sign-in and waits for it to come back with a code, which is good for this process alone
 * (PKCE, RFC 7636).
 *
 * @throws {NativeError} `access-denied`, `timed-out`, `redirect-invalid`, or why the server could not be asked.
 * @throws The reason of `signal`, when it gives up.
 */
export async function loopbackLogin(options: LoopbackLoginOptions): Promise<SignedIn> {
  const client = readNativeOptions(options)
  const { open, signal, scopes = ['openid', 'offline_access'], resources = [] } = options
  const { loginTimeoutMs = LOGIN_TIMEOUT_MS } = options
  const endpoints = await discover(client, signal)
  const [state, verifier] = [newSecret(), newSecret()]
  const loopback = await openLoopback(state)
  const deadline = AbortSignal.timeout(loginTimeoutMs)
  try {
    const url = new URL(endpoints.authorization)
    const parameters = {
      response_type: 'code',
      client_id: client.clientId,
      redirect_uri: loopback.redirectUri,
      scope: scopes.join(' '),
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    for (const resource of resources) url.searchParams.append('resource', resource)
    signal?.throwIfAborted()
    await open(url.href)
    const came = await loopback.wait(signal === undefined ? deadline : AbortSignal.any([deadline, signal]))
    signal?.throwIfAborted()
    if (came === null)
      throw new NativeError('timed-out', `nobody signed in within ${loginTimeoutMs / 1000} seconds`)
    try {
      const grant = await redeem(client, endpoints.token, came, {
        redirect_uri: loopback.redirectUri,
        code_verifier: verifier,
        scope: parameters.scope,
      })
      await client.store.exclusively(() => client.store.write(grant))
      await came.show('You are signed in', 'Close this page and go back to the application.')
    } catch (error) {
      await came.show('That did not work', 'Nobody was signed in. Go back to the application and try again.')
      throw error
    }
    return resume(options)
  } finally {
    await loopback.close()
  }
}

/** Redeems the code, if the answer is of this server (RFC 9207): another one might want it for itself. */
async function redeem(
  client: NativeClient,
  url: string,
  { parameters }: LoopbackAnswer,
  sent: { readonly redirect_uri: string; readonly code_verifier: string; readonly scope: string },
): Promise<StoredGrant> {
  if (parameters.get('iss') !== client.issuer)
    throw new NativeError('redirect-invalid', 'the browser came back from another server')
  const error = parameters.get('error')
  if (error === 'access_denied') throw new NativeError('access-denied', 'the sign-in was turned down')
  if (error !== null)
    throw new NativeError('refused', `the server refuses the sign-in: ${error.slice(0, 64)}`)
  const code = parameters.get('code')
  if (code === null) throw new NativeError('redirect-invalid', 'the browser came back without a code')
  const { scope, ...proof } = sent
  const form = { grant_type: 'authorization_code', client_id: client.clientId, code, ...proof }
  const answer = await askPatiently(client, { url, form, idempotencyKey: newKey() }, (ms) => wait(ms))
  return readTokens(client, answer, scope)
}

/** 256 random bits. */
function newSecret(): string {
  return randomBytes(32).toString('base64url')
}
