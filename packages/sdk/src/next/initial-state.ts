/** What a page of Next is hydrated by: whoever is signed in stands in it from the first, and is not asked for again. */

// oxlint-disable-next-line typescript/triple-slash-reference -- these modules are declared there, not exported
/// <reference path="./next-modules.d.ts" />

import { clientCookieName, readCookie } from '@coatcheck/core/protocol'
import { headers } from 'next/headers'
import type { InitialState } from '../browser/client-options.ts'
import type { CoatcheckAuth } from '../guard/create-auth.ts'
import { defaultAuth } from '../guard/default-auth.ts'
import type { MountOptions } from '../mount/mount-options.ts'
import { createRelay } from '../mount/relay.ts'

/** How it is set up. */
export type NextInitialStateOptions = MountOptions & {
  /** What `createAuth` made (default: by the environment). */
  readonly auth?: CoatcheckAuth
}

const NOBODY: InitialState = { activeSessionId: null, sessions: [] }

/**
 * Makes `initialState`.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function createNextInitialState(
  options: NextInitialStateOptions = {},
): () => Promise<InitialState | undefined> {
  const relay = createRelay(options)
  return async () => {
    const given = await headers()
    const auth = options.auth ?? defaultAuth()
    if (readCookie(given.get('cookie'), clientCookieName(auth.verifier.issuer)).found === 'none')
      return NOBODY
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const asked = { method: 'GET', path: '/api/auth/client', address: null, readBody: NO_BODY, signal }
    const [answer, { sessionClaims: claims }] = await Promise.all([
      relay({ ...asked, headers: { get: (name) => (name === 'authorization' ? null : given.get(name)) } }),
      auth.getAuth({ method: null, headers: given }),
    ])
    if (!answer.ok) {
      await answer.body?.cancel()
      return undefined
    }
    const known = await readState(answer)
    if (known === undefined) return undefined
    const { activeSessionId, sessions } = known
    // A copy, as React takes plain objects only to the browser: what was verified has no prototype.
    const own = claims?.sid === activeSessionId ? { claims: structuredClone(claims) } : {}
    return { activeSessionId, sessions, ...own }
  }
}

const NO_BODY = (): Promise<null> => Promise.resolve(null)

/** Longer than any answer takes: no page waits for a server that is silent, or breaks off in the middle of a sentence. */
const PATIENCE_MS = 3_000

/** What the server said; `undefined` when somebody else answered in its place, or it was cut off. */
async function readState(answer: Response): Promise<InitialState | undefined> {
  const body: unknown = await answer.json().catch(() => null)
  if (typeof body !== 'object' || body === null || !('sessions' in body)) return undefined
  return Array.isArray(body.sessions) ? (body as InitialState) : undefined
}

/**
 * Who is signed in in the visitor's browser, by the environment's setup: for `<CoatcheckProvider initial={...}>`. It is
 * `undefined` when the server cannot be asked just now: the page asks for itself then.
 */
export const initialState: () => Promise<InitialState | undefined> = createNextInitialState()
