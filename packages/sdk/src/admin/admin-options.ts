/** How a client is set up: read once, so that what is set wrongly is said at the start and not by every call. */

import { isLocalHost } from '@coatcheck/core/protocol'
import { CoatcheckError } from '../backend/errors.ts'

/** How a client is set up. */
export type AdminClientOptions = {
  /** Where the server is: an origin, https or on this machine. */
  readonly url: string
  /** An admin key (`ccadm_`). What it may do are its scopes. */
  readonly key: string
  /** How long a call may take, tries and all, in milliseconds (default 30,000). */
  readonly timeoutMs?: number
  /** Sends the requests (default: the runtime's). */
  readonly fetch?: typeof fetch
  /** Takes a url of plain http: whoever is on the way reads the key, and can do all that it can. */
  readonly dangerouslyAllowPlainHttp?: boolean
}

/** Options that hold. */
export type AdminServer = Required<Pick<AdminClientOptions, 'url' | 'key' | 'timeoutMs' | 'fetch'>>

const DEFAULT_TIMEOUT_MS = 30_000
const LONGEST_TIMEOUT_MS = 3_600_000

/**
 * Reads the options.
 *
 * @throws {CoatcheckError} When one is wrong.
 */
export function readAdminOptions(options: AdminClientOptions): AdminServer {
  const { key, timeoutMs = DEFAULT_TIMEOUT_MS, fetch = globalThis.fetch } = options
  // What is no key at all is not repeated here: it may be somebody's password.
  if (typeof key !== 'string' || !/^ccadm_[\w-]+$/.test(key))
    throw new CoatcheckError('option-invalid', 'key is an admin key (ccadm_...)')
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > LONGEST_TIMEOUT_MS) {
    const allowed = `timeoutMs is a whole number from 1 to ${LONGEST_TIMEOUT_MS}; it is ${timeoutMs}`
    throw new CoatcheckError('option-invalid', allowed)
  }
  return { url: readUrl(options), key, timeoutMs, fetch }
}

function readUrl({ url, dangerouslyAllowPlainHttp = false }: AdminClientOptions): string {
  const read = URL.canParse(url) ? new URL(url) : null
  if (read === null || read.origin !== url || !/^https?:$/.test(read.protocol)) {
    // A URL that is no origin may hold a password: it is not repeated.
    const allowed =
      'url is the origin of the Coatcheck server, without a path, a trailing slash or credentials'
    throw new CoatcheckError('option-invalid', allowed)
  }
  if (read.protocol === 'http:' && !isLocalHost(read.hostname) && !dangerouslyAllowPlainHttp) {
    const allowed = `url is https, or http on localhost: on the way to ${url} the key could be read (dangerouslyAllowPlainHttp takes it nevertheless)`
    throw new CoatcheckError('option-invalid', allowed)
  }
  return url
}
