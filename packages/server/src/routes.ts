/** Every route of the API, in the order in which they are described. */

import { health, keySet, readiness } from './discovery/discovery-routes.ts'
import type { Route } from './http/route.ts'
import { refresh } from './refresh/refresh-route.ts'
import { getSession, mintSessionToken, touchSession } from './session/token-routes.ts'
import { login } from './sign-in/login-route.ts'
import { registerUser } from './sign-in/register-route.ts'

/** The list that the app mounts and the OpenAPI document is made from. */
export const routes: readonly Route[] = [
  registerUser,
  login,
  refresh,
  getSession,
  mintSessionToken,
  touchSession,
  keySet,
  health,
  readiness,
]
