/** Every route of administration. */

import type { Route } from '../http/route.ts'
import { createUser } from './create-user-route.ts'
import { listEvents } from './event-routes.ts'
import { getAnySession, listAllSessions, revokeSession, revokeSessionsOfUser } from './session-routes.ts'
import { deleteUser, disableUser, enableUser, getUser, listUsers, updateUser } from './user-routes.ts'

/** The routes below `/api/admin`. */
export const adminRoutes: readonly Route[] = [
  listUsers,
  createUser,
  getUser,
  updateUser,
  deleteUser,
  disableUser,
  enableUser,
  listAllSessions,
  getAnySession,
  revokeSession,
  revokeSessionsOfUser,
  listEvents,
]
