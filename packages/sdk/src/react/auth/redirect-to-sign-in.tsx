/** `<RedirectToSignIn>`: leads who is not signed in to where they can. */

import { useEffect, useRef } from 'react'
import { usePlaces } from '../provider/places.ts'
import { withRedirectTarget } from '../provider/redirect-target.ts'
import { useClientState } from '../provider/use-client.ts'

/** Where to come back to. */
export type RedirectToSignInProps = {
  /** Default: the page that this stands on. */
  readonly redirectUrl?: string
}

/** Whoever signs out is on their way elsewhere; if that should be here, they are led from here. */
const LEAVING_MS = 2_000

/** Leads there, once it is known that nobody is signed in. Shows nothing. */
export function RedirectToSignIn({ redirectUrl }: RedirectToSignInProps): null {
  const { isLoaded, session } = useClientState()
  const { signInUrl, go, isLeaving } = usePlaces()
  const hasGone = useRef(false)
  const isSignedOut = isLoaded && session === null
  useEffect(() => {
    // A router takes every call for a page of its own: strict mode runs effects twice.
    if (!isSignedOut || hasGone.current) return
    const lead = (): void => {
      hasGone.current = true
      go(withRedirectTarget(signInUrl, redirectUrl ?? window.location.href), { replace: true })
    }
    if (!isLeaving()) return lead()
    const timer = setTimeout(lead, LEAVING_MS)
    return () => clearTimeout(timer)
  }, [isSignedOut, go, isLeaving, signInUrl, redirectUrl])
  return null
}
