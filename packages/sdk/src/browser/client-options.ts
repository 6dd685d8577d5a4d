/** How a client is set up. */

import type { SessionClaims } from '../backend/session-claims.ts'
import type { Environment } from './environment.ts'
import type { SessionStorage } from './session-storage.ts'
import type { TraceEntry } from './trace.ts'

/** How a client is set up. Without any option the server is on the page's own origin. */
export type ClientOptions = {
  /** Where `/api/auth` is. Left out: on the page's own origin, where a mount or a proxy has it. */
  readonly url?: string | undefined
  /** What the application's own server knew when it rendered the page: nobody is asked for it again. */
  readonly initial?: InitialState | undefined
  /** Further origins that `authFetch` sends tokens to, such as `https://api.example.com`. */
  readonly tokenOrigins?: readonly string[] | undefined
  /** Whether pointer, keys and the coming back to the page count as the person's acts (default `true`). */
  readonly activity?: boolean | undefined
  /** Hears of everything that the client does, without secrets: for a look at what is going on. */
  readonly onTrace?: ((entry: TraceEntry) => void) | undefined
  /** Another world than the browser's: for tests and simulations. */
  readonly environment?: Partial<Environment> | undefined
}

/** How a client without cookies is set up. */
export type TokenClientOptions = ClientOptions & {
  /** Where it keeps its credential. */
  readonly storage: SessionStorage
  /**
   * In a web page: whatever script runs in it can use the credential for as long as it lives, and unless the storage has
   * a device key, take it away. Cookies cannot be taken.
   */
  readonly dangerouslyKeepTokensInBrowser?: boolean | undefined
}

/** What `GET /api/auth/client` answered to the application's server, and what it verified itself. */
export type InitialState = {
  readonly activeSessionId: string | null
  /** The claims of the visitor's session token. */
  readonly claims?: SessionClaims | undefined
  readonly sessions: readonly { readonly session: object; readonly user: object }[]
}
