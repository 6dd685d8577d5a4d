/** Sends a request of administration, again if that is safe, and throws what it failed by. */

import { pause } from '../pause.ts'
import { AdminError } from './admin-error.ts'
import type { AdminServer } from './admin-options.ts'
import type { CallOptions } from './call.ts'
import { type Attempt, readAnswer } from './read-answer.ts'

/** A request. */
export type AdminRequest = {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly body: unknown
  readonly options: CallOptions
}

/** How often it is tried when nobody says when to try again. */
const MOST_TRIES = 5
/** The pause before the second try; twice as long before each further one, or longer if the answer says so. */
const FIRST_PAUSE_MS = 100

/**
 * Sends it.
 *
 * @returns What was answered; `undefined` of an answer without a body.
 * @throws {AdminError} When there is no such answer within the time.
 */
export async function send(server: AdminServer, request: AdminRequest): Promise<unknown> {
  const { signal: given } = request.options
  const deadline = AbortSignal.timeout(server.timeoutMs)
  const endsAtMs = performance.now() + server.timeoutMs
  const signal = given === undefined ? deadline : AbortSignal.any([deadline, given])
  for (let tries = 1; ; tries++) {
    const attempt = await attemptOnce(server, request, signal)
    if (attempt.ok) return attempt.answer
    // Whoever gave it up hears that, not what became of the request.
    given?.throwIfAborted()
    const { error } = attempt
    const pauseMs = pauseAfter(error, tries)
    const isEnough = error.retryAfterSeconds === null && tries >= MOST_TRIES
    if (!mayRepeat(request, error) || isEnough || performance.now() + pauseMs > endsAtMs) throw error
    await pause(pauseMs, signal)
    given?.throwIfAborted()
  }
}

/** Reads change nothing, and a busy server says so before it does anything. Any other write may have happened. */
function mayRepeat({ method }: AdminRequest, { code, retryable }: AdminError): boolean {
  return code === 'server_busy' || (method === 'GET' && retryable)
}

/** Somewhat more than asked for, at random, as others were turned away at the same moment. */
function pauseAfter({ retryAfterSeconds }: AdminError, tries: number): number {
  const pauseMs = Math.max(FIRST_PAUSE_MS * 2 ** (tries - 1), (retryAfterSeconds ?? 0) * 1000)
  return pauseMs * (1 + Math.random() / 4)
}

async function attemptOnce(
  { url, key, fetch, timeoutMs }: AdminServer,
  { method, path, query, body, options }: AdminRequest,
  signal: AbortSignal,
): Promise<Attempt> {
  const request = `${method} ${path}`
  const text = body === undefined ? undefined : JSON.stringify(body)
  try {
    const response = await fetch(`${url}${path}${query}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${key}`,
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
      },
      ...(text === undefined ? {} : { body: text }),
      redirect: 'manual', // the key is for this server alone
      credentials: 'omit',
      cache: 'no-store',
      signal,
    })
    return readAnswer(request, response, await response.text())
  } catch (cause) {
    const isLate = signal.aborted
    const detail = isLate
      ? `No answer came within ${timeoutMs} ms.`
      : wordsOf(cause).replaceAll(key, '[secret]')
    const code = isLate ? 'timed-out' : 'unreachable'
    const failure = { code, request, status: null, problem: null, detail, retryAfterSeconds: null } as const
    return { ok: false, error: new AdminError(failure) }
  }
}

/** Why a request failed, in words alone: what else hangs on such an error may hold the request, and so the key. */
function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const words = cause.message === '' && 'code' in cause ? String(cause.code) : cause.message
  return cause.cause instanceof Error ? `${words}: ${wordsOf(cause.cause)}` : words
}
