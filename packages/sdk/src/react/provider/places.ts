/** Where people go: to sign in, to sign up, and afterwards. */

import { type Context, createContext, useContext, useMemo } from 'react'

/** What the provider says of it. What is left out is a page where the client's server is, or nowhere. */
export type PlacesProps = {
  readonly signInUrl?: string | undefined
  readonly signUpUrl?: string | undefined
  /** Left out: the server's page, also where the server is behind a mount. */
  readonly forgotPasswordUrl?: string | undefined
  /** Where people manage their account. Left out: the server's page, also where the server is behind a mount. */
  readonly accountUrl?: string | undefined
  /** Where to go after signing in, unless the address says so (`redirect_url`). Left out: one stays. */
  readonly afterSignInUrl?: string | undefined
  /** Left out: as after signing in. */
  readonly afterSignUpUrl?: string | undefined
  readonly afterSignOutUrl?: string | undefined
  /** Goes there by the application's own router. Left out: the browser loads the page. */
  readonly navigate?: ((url: string, options: { readonly replace: boolean }) => void) | undefined
}

/** All places. */
export type Places = {
  readonly signInUrl: string
  readonly signUpUrl: string
  readonly forgotPasswordUrl: string
  readonly accountUrl: string
  readonly afterSignInUrl: string | null
  readonly afterSignUpUrl: string | null
  readonly afterSignOutUrl: string | null
  readonly go: (url: string, options?: { readonly replace?: boolean }) => void
  /** Signs out, and goes to where one goes then: nobody else is to lead anywhere meanwhile. */
  readonly leave: (signOut: () => Promise<boolean>) => Promise<void>
  readonly isLeaving: () => boolean
}

/** What a provider hands down. */
export const PlacesContext: Context<Places | null> = createContext<Places | null>(null)

/** The places of the provider. */
export function usePlaces(): Places {
  const places = useContext(PlacesContext)
  if (places === null) throw new Error('Components of Coatcheck need a <CoatcheckProvider> around them.')
  return places
}

/**
 * The places of a client's server, and of what the provider says.
 *
 * @param url The server's origin; empty for the page's own, so that a server renders the links that a browser does.
 */
export function usePlacesOf(url: string, props: PlacesProps): Places {
  const { signInUrl, signUpUrl, forgotPasswordUrl, accountUrl, navigate } = props
  const { afterSignInUrl = null, afterSignUpUrl = afterSignInUrl, afterSignOutUrl = null } = props
  return useMemo(() => {
    const go: Places['go'] = (to, { replace = false } = {}) => {
      if (navigate !== undefined) navigate(to, { replace })
      else if (replace) window.location.replace(to)
      else window.location.assign(to)
    }
    return {
      signInUrl: signInUrl ?? `${url}/sign-in`,
      signUpUrl: signUpUrl ?? `${url}/sign-up`,
      // Of the server's paths a mount has those below `/api/auth` alone. These lead to the pages.
      forgotPasswordUrl: forgotPasswordUrl ?? `${url}/api/auth/pages/forgot-password`,
      accountUrl: accountUrl ?? `${url}/api/auth/pages/account`,
      afterSignInUrl,
      afterSignUpUrl,
      afterSignOutUrl,
      go,
      ...leaving(afterSignOutUrl, go),
    }
  }, [
    url,
    signInUrl,
    signUpUrl,
    forgotPasswordUrl,
    accountUrl,
    afterSignInUrl,
    afterSignUpUrl,
    afterSignOutUrl,
    navigate,
  ])
}

function leaving(afterSignOutUrl: string | null, go: Places['go']): Pick<Places, 'leave' | 'isLeaving'> {
  let isLeaving = false
  return {
    leave: async (signOut) => {
      isLeaving = afterSignOutUrl !== null
      if ((await signOut()) && afterSignOutUrl !== null) go(afterSignOutUrl)
      isLeaving = false
    },
    isLeaving: () => isLeaving,
  }
}
