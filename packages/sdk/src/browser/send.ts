/** One request to the server, and what became of it: an answer of the API, or why there is none. Never throws. */

import type { ErrorCode } from '@coatcheck/core/protocol'
import type { Environment } from './environment.ts'
import type { CallFailure, TransportCode } from './outcome.ts'
import type { Moment, ServerTime } from './server-time.ts'
import { startTimeLimit } from './time-limit.ts'
import type { TraceEntry } from './trace.ts'
import { isMembers, type Members } from './wire.ts'

/** What is sent. */
export type Sending = {
  readonly method: string
  /** From `/api` on. */
  readonly path: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: object | undefined
  /** Whether the browser's cookies go along. */
  readonly cookies: boolean
}

/** An answer of the API. */
export type Sent = {
  readonly ok: true
  readonly status: number
  /** Its members; empty when it has none. */
  readonly body: Members
  readonly sentAt: Moment
}

/** Sends. */
export type Send = (sending: Sending) => Promise<Sent | CallFailure>

/** How traces are told, without the time. */
export type Tell = (
  entry: TraceEntry extends infer E ? (E extends unknown ? Omit<E, 'atMs'> : never) : never,
) => void

/** Longer than any answer of the API takes, and shorter than the life of a token. */
const TIMEOUT_MS = 10_000

/** Makes it. */
export function createSend(deps: {
  readonly url: string
  readonly environment: Environment
  readonly time: ServerTime
  readonly tell: Tell
  readonly over: AbortSignal
}): Send {
  const { url, environment, time, tell, over } = deps
  let requests = 0
  return async ({ method, path, headers, body, cookies }) => {
    if (over.aborted) return failure('closed')
    const id = (requests += 1)
    const sentAt = time.moment()
    tell({ kind: 'request', id, method, path })
    const told = (status: number | null, code: string | null): void => {
      // By one clock alone: the other may be set meanwhile, and a request took no years.
      const tookMs = environment.monotonicMs() - sentAt.monotonic
      tell({ kind: 'response', id, status, code, tookMs })
    }
    const limit = startTimeLimit(environment, TIMEOUT_MS, over)
    try {
      const response = await environment.fetch(url + path, {
        method,
        headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
        ...(body && { body: JSON.stringify(body) }),
        credentials: cookies ? 'include' : 'omit',
        cache: 'no-store',
        redirect: 'manual', // the API never redirects: whoever does is somebody else
        signal: limit.signal,
      })
      const date = Date.parse(response.headers.get('date') ?? '')
      if (date > 0) time.learn(date, sentAt, 'date')
      const read = await readAnswer(response)
      told(response.status, read.ok ? null : read.code)
      return read.ok ? { ...read, sentAt } : read
    } catch {
      // Whatever a fetch rejects with, it is the network: its texts differ by browser, and none says more.
      const code = over.aborted ? 'closed' : limit.signal.aborted ? 'timed_out' : networkCode(environment)
      told(null, code)
      return failure(code)
    } finally {
      limit.stop()
    }
  }
}

function networkCode(environment: Environment): TransportCode {
  return environment.isOnline() ? 'unreachable' : 'offline'
}

async function readAnswer(response: Response): Promise<Omit<Sent, 'sentAt'> | CallFailure> {
  const { status, ok } = response
  if (status === 204) return { ok: true, status, body: {} }
  const body = await readMembers(response)
  if (ok && body !== null) return { ok: true, status, body }
  const text = (name: string): string | null => (typeof body?.[name] === 'string' ? body[name] : null)
  const retryAfterSeconds = retryAfter(response)
  const code = ok ? null : text('code')
  if (code === null) return { ...failure('answer_invalid'), retryAfterSeconds }
  return {
    ok: false,
    code: code as ErrorCode,
    title: text('title') ?? code,
    detail: text('detail'),
    field: text('field'),
    retryable: status === 429 || status >= 500,
    retryAfterSeconds,
    reason: text('reason'),
  }
}

/** Whether an answer says that it is JSON. */
export function isJson({ headers }: Response): boolean {
  return /[/+]json\b/i.test(headers.get('content-type') ?? '')
}

/** The members of a JSON answer; `null` for whatever else came, such as the page of a hotel's network. */
async function readMembers(response: Response): Promise<Members | null> {
  if (!isJson(response)) {
    await response.body?.cancel()
    return null
  }
  const text = await response.text()
  try {
    const value: unknown = JSON.parse(text)
    return isMembers(value) ? value : null
  } catch {
    return null // it says it is JSON, and is not
  }
}

/** Seconds, of a number or a date (RFC 9110 section 10.2.3). */
function retryAfter({ headers }: Response): number | null {
  const told = headers.get('retry-after')
  if (told === null) return null
  const seconds = /^\d+$/.test(told)
    ? Number(told)
    : (Date.parse(told) - Date.parse(headers.get('date') ?? '')) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null
}

/** These do not get better by themselves. */
const LASTING: ReadonlySet<string> = new Set<TransportCode>(['signed_out', 'closed', 'cookies_blocked'])

/** A failure that no answer of the API tells. */
export function failure(code: TransportCode): CallFailure {
  return {
    ok: false,
    code,
    title: code.replace('_', ' '),
    detail: null,
    field: null,
    retryable: !LASTING.has(code),
    retryAfterSeconds: null,
    reason: null,
  }
}
