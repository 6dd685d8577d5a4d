import { createRouteMatcher } from '@coatcheck/sdk/backend'
import { coatcheckProxy } from '@coatcheck/sdk/next'

/** All is protected but the front page, and what looks after itself; or, for comparison, a list of what is. */
const protectedRoutes =
  process.env.PROTECTED_ROUTES === 'listed'
    ? createRouteMatcher(['/panel/*'])
    : createRouteMatcher({ public: ['/', '/api/*', '/account', '/enter', '/who'] })

export const proxy = coatcheckProxy({ protectedRoutes })
