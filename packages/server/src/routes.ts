/** Every route of the API, in the order in which they are described. */

import { listApplications, revokeApplication } from './account/application-routes.ts'
import { changeEmail, sendVerification, verifyEmail } from './account/email-routes.ts'
import { changePassword, reverify } from './account/password-routes.ts'
import { forgotPassword, redeemPasswordReset } from './account/recovery-routes.ts'
import { createOwnKey, listOwnKeys, revokeOwnKey } from './api-key/own-key-routes.ts'
import { verifyKey } from './api-key/verify-key-route.ts'
import { deleteUser, exportOwnUser, getUser, patchUser } from './account/user-routes.ts'
import { adminRoutes } from './admin/admin-routes.ts'
import { endDevice, endOtherDevices, listDevices } from './devices/device-routes.ts'
import { clerkRoutes } from './clerk/clerk-routes.ts'
import type { Settings } from './config/settings.ts'
import { health, keySet, readiness } from './discovery/discovery-routes.ts'
import { leadToPage } from './discovery/page-route.ts'
import { createRecoveryCodes, deleteFactor, listFactors } from './factor/factor-routes.ts'
import {
  passkeyRegistrationOptions,
  passkeySignIn,
  passkeySignInOptions,
  registerPasskey,
} from './factor/passkey-routes.ts'
import { secondFactor, secondFactorOptions } from './factor/second-factor-routes.ts'
import { enrollTotp, verifyTotp } from './factor/totp-routes.ts'
import { feed, sessionEvents } from './feed/feed-routes.ts'
import type { Route } from './http/route.ts'
import { acceptInvitation } from './organization/accept-invitation-route.ts'
import { ownMemberRoutes } from './organization/own-member-routes.ts'
import { ownOrganizationRoutes } from './organization/own-organization-routes.ts'
import { refresh } from './refresh/refresh-route.ts'
import { activate, getClient } from './session/browser-routes.ts'
import { setActiveOrganization } from './session/organization-route.ts'
import { createTicket, redeemTicket } from './session/ticket-routes.ts'
import { getSession, mintSessionToken, touchSession } from './session/token-routes.ts'
import { login } from './sign-in/login-route.ts'
import { registerUser } from './sign-in/register-route.ts'
import { logout } from './sign-in/sign-out-route.ts'
import { backchannelLogout } from './upstream/backchannel-logout-route.ts'
import { createSession } from './upstream/create-session-route.ts'
import { linkIdentity, listIdentities, startIdentity, unlinkIdentity } from './upstream/identity-routes.ts'
import { finishUpstreamSignIn, listSignInUpstreams, startUpstreamSignIn } from './upstream/sign-in-routes.ts'
import { upstreamWebhook } from './upstream/webhook-route.ts'

/** The routes that every server has. */
export const routes: readonly Route[] = [
  registerUser,
  login,
  passkeySignInOptions,
  passkeySignIn,
  secondFactorOptions,
  secondFactor,
  createSession,
  listSignInUpstreams,
  startUpstreamSignIn,
  finishUpstreamSignIn,
  backchannelLogout,
  upstreamWebhook,
  logout,
  refresh,
  getClient,
  getSession,
  mintSessionToken,
  touchSession,
  activate,
  setActiveOrganization,
  createTicket,
  redeemTicket,
  sessionEvents,
  listDevices,
  endDevice,
  endOtherDevices,
  getUser,
  patchUser,
  deleteUser,
  exportOwnUser,
  changePassword,
  reverify,
  listFactors,
  enrollTotp,
  verifyTotp,
  passkeyRegistrationOptions,
  registerPasskey,
  createRecoveryCodes,
  deleteFactor,
  listIdentities,
  startIdentity,
  linkIdentity,
  unlinkIdentity,
  forgotPassword,
  redeemPasswordReset,
  verifyEmail,
  sendVerification,
  changeEmail,
  listOwnKeys,
  createOwnKey,
  revokeOwnKey,
  verifyKey,
  listApplications,
  revokeApplication,
  ...ownOrganizationRoutes,
  ...ownMemberRoutes,
  acceptInvitation,
  ...adminRoutes,
  feed,
  leadToPage,
  keySet,
  health,
  readiness,
]

/** What the app of a server mounts and its OpenAPI document is made from. */
export function routesOf({ compat }: Pick<Settings, 'compat'>): readonly Route[] {
  return compat === 'clerk' ? [...routes, ...clerkRoutes] : routes
}
