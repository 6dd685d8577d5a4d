import { createRouteMatcher } from '@coatcheck/sdk/backend'
import { coatcheckProxy } from '@coatcheck/sdk/next'

/** All is protected but the front page, and what of the API looks after itself. */
export const proxy = coatcheckProxy({
  protectedRoutes: createRouteMatcher({ public: ['/', '/api/*', '/account'] }),
})
