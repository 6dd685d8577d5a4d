/**
 * A reverse proxy for one place: `/api/auth` of the Coatcheck server, on the application's own host. It knows no
 * framework; what the frameworks have is beside it.
 */

import type { RequestHead } from '../backend/request-head.ts'
import { canonicalPath } from './canonical-path.ts'
import { forwardedHeaders } from './forwarded-headers.ts'
import { type MountOptions, mountOptions, type ReadMountOptions } from './mount-options.ts'
import { mountProblem } from './mount-problem.ts'
import { passedAnswer } from './passed-answer.ts'

/** A request of a visitor, as a framework gives it. */
export type Visit = RequestHead & {
  readonly method: string
  /** Path and query as they came, from the root of the host. */
  readonly path: string
  /** The visitor's address, as far as the application knows it. */
  readonly address: string | null
  /** The whole body; `null` when it has more bytes than that. */
  readonly readBody: (maxBytes: number) => Promise<Uint8Array<ArrayBuffer> | null>
  /** Aborts when the visitor goes away. */
  readonly signal?: AbortSignal | undefined
}

/** Answers a visitor with what the server answers. Rejects only when the visitor's own body breaks off. */
export type Relay = (visit: Visit) => Promise<Response>

/** The largest body that the server takes: nothing longer is passed on. */
const MAX_BODY_BYTES = 65_536
const BODILESS: readonly string[] = ['GET', 'HEAD', 'OPTIONS']
const METHODS: readonly string[] = [...BODILESS, 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Makes one.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function createRelay(given: MountOptions): Relay {
  const options = mountOptions(given)
  return async (visit) => {
    const path = canonicalPath(visit.path)
    if (path === null) return mountProblem('not_found')
    if (!METHODS.includes(visit.method)) return mountProblem('method_not_allowed')
    const body = await readBody(visit)
    return body === 'too-large' ? mountProblem('body_too_large') : await ask(options(), visit, path, body)
  }
}

async function readBody(visit: Visit): Promise<Uint8Array<ArrayBuffer> | null | 'too-large'> {
  if (BODILESS.includes(visit.method)) return null
  if (Number(visit.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) return 'too-large'
  const body = await visit.readBody(MAX_BODY_BYTES)
  if (body === null) return 'too-large'
  return body.byteLength === 0 ? null : body
}

async function ask(
  options: ReadMountOptions,
  visit: Visit,
  path: string,
  body: Uint8Array<ArrayBuffer> | null,
): Promise<Response> {
  const { url, fetch, timeoutMs } = options
  const over = new AbortController()
  const signals = visit.signal === undefined ? [over.signal] : [over.signal, visit.signal]
  const timer = setTimeout(() => over.abort(new Error('the server does not answer')), timeoutMs)
  try {
    const answer = await fetch(url + path, {
      method: visit.method,
      headers: forwardedHeaders(visit, visit.address, options),
      body,
      redirect: 'manual', // credentials are for this server alone
      signal: AbortSignal.any(signals),
    })
    const foreign = leadsToPage(path, answer) ? null : describeForeign(answer)
    if (foreign === null) return passedAnswer(answer, () => over.abort())
    over.abort()
    options.onFailure(new Error(foreign))
    return mountProblem('server_unavailable', foreign)
  } catch (cause) {
    if (visit.signal?.aborted !== true) options.onFailure(cause)
    return mountProblem('server_unavailable')
  } finally {
    clearTimeout(timer)
  }
}

/** The server's pages are not on this host: these paths of the API lead to them, and what leads elsewhere is not the server. */
function leadsToPage(path: string, { status, headers }: Response): boolean {
  const [, page] = /^\/api\/auth\/pages(\/[\w-]+)/.exec(path) ?? []
  const location = headers.get('location') ?? ''
  return status === 302 && URL.canParse(location) && new URL(location).pathname === page
}

/** Why an answer is not the server's own; `null` when it may be. What it holds is not for visitors. */
function describeForeign({ type, status, headers }: Response): string | null {
  if (type === 'opaqueredirect' || (status >= 300 && status < 400))
    return 'Another address was answered instead: the url of the mount is not the one of the server.'
  const isProblem = headers.get('content-type')?.startsWith('application/problem+json') === true
  return status >= 500 && !isProblem ? 'Something in front of the server answered in its place.' : null
}
