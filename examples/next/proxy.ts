/**
 * Runs before every page and route: sends visitors of protected pages to sign in, and renews a session cookie that has
 * run out in the very request that brought it, whatever its method is.
 */

import { createRouteMatcher } from '@coatcheck/sdk/backend'
import { coatcheckProxy } from '@coatcheck/sdk/next'

export const proxy = coatcheckProxy({
  protectedRoutes: createRouteMatcher(['/board', '/sessions', '/team']),
  signInUrl: '/sign-in',
})

// The API of the server looks after its own cookies.
export const config = { matcher: ['/((?!api/auth/|_next/static/|_next/image|favicon.ico).*)'] }
