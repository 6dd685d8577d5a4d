/** How a mount is set up: read once, so that what is set wrongly is said at the start. */

import { CoatcheckError } from '../backend/errors.ts'
import type { Environment } from '../guard/default-auth.ts'

/** How a mount is set up. */
export type MountOptions = {
  /** Where the application reaches the server (default `COATCHECK_URL`); it may be plain http on your own network. */
  readonly url?: string
  /**
   * A backend key, `ccb_...` (default `COATCHECK_BACKEND_KEY`). By it the server believes which address a visitor has;
   * without one it does so only as far as its `COATCHECK_TRUST_PROXY` says, and all visitors may share one limit.
   */
  readonly backendKey?: string
  /** How long an answer may take to begin, in milliseconds (default 30,000). */
  readonly timeoutMs?: number
  /** Asks the server (default: the runtime's). */
  readonly fetch?: typeof fetch
  /** Hears why the server could not be asked, which visitors are not told. */
  readonly onFailure?: (cause: unknown) => void
}

/** Options that hold. */
export type ReadMountOptions = {
  readonly url: string
  readonly backendKey: string | null
  readonly timeoutMs: number
  readonly fetch: typeof fetch
  readonly onFailure: (cause: unknown) => void
}

const TIMEOUT_MS = 30_000
const LONGEST_TIMEOUT_MS = 600_000

/**
 * Reads the options when they are first needed, unless they name the server themselves: builds run without an
 * environment.
 *
 * @throws {CoatcheckError} When one is wrong.
 */
export function mountOptions(options: MountOptions): () => ReadMountOptions {
  let read = options.url === undefined ? undefined : readMountOptions(options, environment())
  return () => (read ??= readMountOptions(options, environment()))
}

function environment(): Environment {
  return globalThis.process?.env ?? {}
}

function readMountOptions(options: MountOptions, variables: Environment): ReadMountOptions {
  const { timeoutMs = TIMEOUT_MS } = options
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > LONGEST_TIMEOUT_MS) {
    throw new CoatcheckError(
      'option-invalid',
      `timeoutMs is a whole number from 1 to ${LONGEST_TIMEOUT_MS}; it is ${timeoutMs}`,
    )
  }
  const backendKey = options.backendKey ?? variables['COATCHECK_BACKEND_KEY'] ?? ''
  if (backendKey !== '' && !/^ccb_[\w-]+$/.test(backendKey))
    throw new CoatcheckError('option-invalid', 'backendKey is a backend key (ccb_...)')
  return {
    url: readUrl(options.url ?? variables['COATCHECK_URL'] ?? ''),
    backendKey: backendKey === '' ? null : backendKey,
    timeoutMs,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    onFailure: options.onFailure ?? (() => {}),
  }
}

function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin
  throw new CoatcheckError(
    'option-invalid',
    `url (or COATCHECK_URL) is where the Coatcheck server is, such as https://auth.example.com, without a path; it is ${JSON.stringify(text)}`,
  )
}
