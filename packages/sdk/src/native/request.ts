/** Requests to the server: what was answered, or why nothing was. */

import { NativeError } from './native-error.ts'
import type { NativeClient } from './native-options.ts'

/** A request. With a form it is a POST. */
export type NativeRequest = {
  readonly url: string
  readonly form?: Readonly<Record<string, string | readonly string[]>>
  readonly bearer?: string
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

/** An answer in JSON. */
export type NativeAnswer = {
  readonly status: number
  readonly body: { readonly [member: string]: unknown }
}

/**
 * Sends a request.
 *
 * @throws {NativeError} When there is no answer of the server, or it asks to come back later.
 */
export async function ask(client: NativeClient, request: NativeRequest): Promise<NativeAnswer> {
  const { url, form, bearer, idempotencyKey, signal: given } = request
  const deadline = AbortSignal.timeout(client.timeoutMs)
  const signal = given === undefined ? deadline : AbortSignal.any([deadline, given])
  let response: Response
  let text: string
  try {
    response = await client.fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        'user-agent': client.userAgent,
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      ...(form !== undefined && { body: formOf(form) }),
      redirect: 'manual', // what is sent is for this server alone
      signal,
    })
    text = await response.text()
  } catch (error) {
    given?.throwIfAborted()
    const { origin } = new URL(url)
    // The error of the runtime may hold the request, and so a token: only its words go on.
    const cause = new Error(wordsOf(error))
    throw deadline.aborted
      ? new NativeError('timed-out', `${origin} did not answer within ${client.timeoutMs} ms`, { cause })
      : new NativeError('unreachable', `${origin} cannot be reached: ${cause.message}`, { cause })
  }
  const { status } = response
  if (status === 429 || status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    const retryAfterSeconds = Number.isFinite(seconds) && seconds >= 0 ? seconds : null
    throw new NativeError('busy', `the server asks to come back later (${status})`, { retryAfterSeconds })
  }
  return { status, body: readObject(text) }
}

/**
 * Asks the token endpoint, again if there was no answer: with one key however often, so that what a lost answer granted
 * is not lost.
 */
export async function askPatiently(
  client: NativeClient,
  request: NativeRequest & { readonly idempotencyKey: string },
  pause: (ms: number) => Promise<void>,
): Promise<NativeAnswer> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask(client, request)
    } catch (error) {
      if (!(error instanceof NativeError) || !error.retryable || tries === MOST_TRIES) throw error
      await pause(Math.max(FIRST_PAUSE_MS * 2 ** (tries - 1), (error.retryAfterSeconds ?? 0) * 1000))
    }
  }
}

const MOST_TRIES = 5
const FIRST_PAUSE_MS = 250

/** The failure that an answer of the OAuth endpoints tells. */
export function refusalOf({ status, body }: NativeAnswer): NativeError {
  const { error, error_description: description } = body
  if (typeof error !== 'string')
    return new NativeError('answer-invalid', `something else than the server answered (${status})`)
  const said = [error, description].filter((part) => typeof part === 'string').join(': ')
  switch (error) {
    case 'access_denied':
      return new NativeError('access-denied', 'the sign-in was turned down')
    case 'expired_token':
      return new NativeError('code-expired', 'nobody let this device in before its code was too old')
    default:
      return new NativeError('refused', `the server refuses this: ${said}`)
  }
}

function formOf(form: NonNullable<NativeRequest['form']>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : value.map((one) => [name, one]),
    ),
  )
}

function readObject(text: string): NativeAnswer['body'] {
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read === 'object' && read !== null) return read as NativeAnswer['body']
  } catch {
    // Not JSON: whoever asked sees that nothing is in it.
  }
  return {}
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const words = error.message === '' && 'code' in error ? String(error.code) : error.message
  return error.cause instanceof Error ? `${words}: ${wordsOf(error.cause)}` : words
}
