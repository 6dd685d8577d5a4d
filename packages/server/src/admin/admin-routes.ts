/** Every route of administration. */

import type { Route } from '../http/route.ts'
import { adminMembershipRoutes } from '../organization/admin-membership-routes.ts'
import { adminOrganizationRoutes } from '../organization/admin-organization-routes.ts'
import { adminRoleRoutes } from '../organization/admin-role-routes.ts'
import { listKeys, revokeKey } from './access-key-routes.ts'
import { apiKeyRoutes } from './api-key-routes.ts'
import { createAdminKey, createBackendKey, createVerifierKey } from './create-key-routes.ts'
import { createUpstream } from './create-upstream-route.ts'
import { impersonateUser } from './impersonate-route.ts'
import { createUser } from './create-user-route.ts'
import { listEvents } from './event-routes.ts'
import { oauthClientRoutes } from './oauth-client-routes.ts'
import { oauthScopeRoutes } from './oauth-scope-routes.ts'
import { getPolicy, updatePolicy } from './policy-routes.ts'
import { previewTemplate } from './preview-template-route.ts'
import { getAnySession, listAllSessions, revokeSession, revokeSessionsOfUser } from './session-routes.ts'
import {
  createTemplate,
  deleteTemplate,
  getTemplate,
  listTemplates,
  updateTemplate,
} from './template-routes.ts'
import { createDetachedToken, listDetachedTokens, revokeDetachedToken } from './token-routes.ts'
import { signingKeyRoutes } from './signing-key-routes.ts'
import {
  deleteUpstream,
  getUpstream,
  listUpstreams,
  refreshUpstream,
  updateUpstream,
} from './upstream-routes.ts'
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
  ...adminOrganizationRoutes,
  ...adminMembershipRoutes,
  ...adminRoleRoutes,
  impersonateUser,
  listAllSessions,
  getAnySession,
  revokeSession,
  revokeSessionsOfUser,
  getPolicy,
  updatePolicy,
  ...signingKeyRoutes,
  listUpstreams,
  createUpstream,
  getUpstream,
  refreshUpstream,
  updateUpstream,
  deleteUpstream,
  listTemplates,
  createTemplate,
  previewTemplate,
  getTemplate,
  updateTemplate,
  deleteTemplate,
  ...oauthClientRoutes,
  ...oauthScopeRoutes,
  createDetachedToken,
  listDetachedTokens,
  revokeDetachedToken,
  listEvents,
  createAdminKey,
  listKeys('admin'),
  revokeKey('admin'),
  createBackendKey,
  listKeys('backend'),
  revokeKey('backend'),
  createVerifierKey,
  listKeys('verifier'),
  revokeKey('verifier'),
  ...apiKeyRoutes,
]
