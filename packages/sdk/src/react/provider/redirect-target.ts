/** `?redirect_url=`: where somebody wanted to go when they were sent to sign in. */

import { useSyncExternalStore } from 'react'
import { useClient } from './use-client.ts'

const PARAMETER = 'redirect_url'

/**
 * The page that the address names, if it is one of this origin, or of the server's, which sends people here in the middle
 * of an authorization: nobody is led to a stranger's page.
 */
export function readRedirectTarget(
  address: Pick<Location, 'href' | 'origin'>,
  serverUrl: string,
): string | null {
  const named = new URL(address.href).searchParams.get(PARAMETER)
  if (named === null || !URL.canParse(named, address.href)) return null
  const target = new URL(named, address.href)
  // Of whatever has no origin, such as a script, the origin is the same as that of a page without one: 'null'.
  if (target.origin === 'null') return null
  return target.origin === address.origin || target.origin === serverUrl ? target.href : null
}

/** An address that takes such a page along. */
export function withRedirectTarget(url: string, target: string | null): string {
  if (target === null) return url
  return `${url}${url.includes('?') ? '&' : '?'}${PARAMETER}=${encodeURIComponent(target)}`
}

/** The page that this one's address names; `null` on servers, and while a page hydrates. */
export function useRedirectTarget(): string | null {
  const { url } = useClient()
  return useSyncExternalStore(
    subscribe,
    () => readRedirectTarget(window.location, url),
    () => null,
  )
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener)
  return () => window.removeEventListener('popstate', listener)
}
