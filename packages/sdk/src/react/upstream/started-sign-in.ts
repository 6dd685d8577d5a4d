/** A sign-in with an upstream, between the way there and the way back: only this tab knows what it needs to finish. */

/** What is kept meanwhile. */
export type StartedSignIn = {
  readonly upstreamId: string
  /** Comes back in the address. */
  readonly state: string
  /** Proves that it was this browser that left. */
  readonly binding: string
  readonly rememberMe: boolean
  /** Where the person wanted to go. */
  readonly redirectUrl: string | null
}

/** Somebody came back from an upstream. */
export type ReturnedSignIn = StartedSignIn & {
  /** What the upstream gave; `null` when it refused. */
  readonly code: string | null
  readonly iss: string | null
}

const PLACE = 'coatcheck:upstream'

/** Keeps it for the way back. */
export function keepStarted(started: StartedSignIn): void {
  sessionStorage.setItem(PLACE, JSON.stringify(started))
}

/**
 * Whoever came back, if this tab sent them: once, and the address forgets it. What belongs to another sign-in, or to the
 * application itself, is left alone.
 */
export function takeReturned(): ReturnedSignIn | null {
  const started = readStarted()
  const { searchParams } = new URL(window.location.href)
  if (started === null || searchParams.get('state') !== started.state) return null
  sessionStorage.removeItem(PLACE)
  const [code, iss] = [searchParams.get('code'), searchParams.get('iss')]
  forgetAddress(started.redirectUrl)
  return { ...started, code, iss }
}

function readStarted(): StartedSignIn | null {
  try {
    // Nobody else writes it: what is there has the form in which it was kept.
    return JSON.parse(sessionStorage.getItem(PLACE) ?? 'null') as StartedSignIn | null
  } catch (error) {
    // Blocked site data: then nothing was kept either.
    if (error instanceof DOMException || error instanceof SyntaxError) return null
    throw error
  }
}

/** A reload or a bookmark does not come back once more. */
function forgetAddress(redirectUrl: string | null): void {
  const address = new URL(window.location.href)
  address.search = ''
  if (redirectUrl !== null) address.searchParams.set('redirect_url', redirectUrl)
  window.history.replaceState(window.history.state, '', address.href)
}
