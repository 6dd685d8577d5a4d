/** Coatcheck in React: a provider, hooks, and components that look like one's own. */

'use client'

export {
  useInactivityMonitor,
  type InactivityMonitor,
  type InactivityOptions,
} from './activity/use-inactivity-monitor.ts'
export { InactivityWarning } from './activity/inactivity-warning.tsx'
export type { Auth, AuthSignedIn, AuthSignedOut, AuthUnknown } from './auth/auth-state.ts'
export { Protect, type ProtectProps } from './auth/protect.tsx'
export { RedirectToSignIn, type RedirectToSignInProps } from './auth/redirect-to-sign-in.tsx'
export { SignedIn, SignedOut } from './auth/signed-in.tsx'
export { useAuth } from './auth/use-auth.ts'
export { Devices } from './device/devices.tsx'
export { type Device, type DevicesController, useDevices } from './device/use-devices.ts'
export type { ProofController, ProofWays } from './factor/use-proof.ts'
export { useMessages } from './look/look.ts'
export { describeFailure } from './messages/describe-failure.ts'
export type { Messages } from './messages/messages.ts'
export type { Invitation, InvitationsController } from './organization/use-invitations.ts'
export { useInvitations } from './organization/use-invitations.ts'
export type { Member, MembersController } from './organization/use-members.ts'
export { useMembers } from './organization/use-members.ts'
export type { Membership, Organization } from './organization/organization.ts'
export { OrganizationProfile } from './organization/organization-profile.tsx'
export {
  OrganizationSwitcher,
  type OrganizationSwitcherProps,
} from './organization/organization-switcher.tsx'
export { type OrganizationState, useOrganization } from './organization/use-organization.ts'
export {
  type OrganizationActs,
  type OrganizationNames,
  useOrganizationActs,
} from './organization/use-organization-acts.ts'
export { CoatcheckProvider, type CoatcheckProviderProps } from './provider/coatcheck-provider.tsx'
export { useClient } from './provider/use-client.ts'
export type { ReverificationLevel } from './reverification/level.ts'
export { ReverificationCancelledError } from './reverification/reverification-error.ts'
export {
  type NeededReverification,
  type ReverificationOptions,
  useReverification,
} from './reverification/use-reverification.ts'
export { MultiSessionManager, type MultiSessionManagerProps } from './session/multi-session-manager.tsx'
export { SessionCard, type SessionCardProps } from './session/session-card.tsx'
export { SessionCountdown, type SessionCountdownProps } from './session/session-countdown.tsx'
export { SessionInfo } from './session/session-info.tsx'
export { type AccountsController, useAccounts } from './session/use-accounts.ts'
export { type ManualSessionRefresh, useManualSessionRefresh } from './session/use-manual-session-refresh.ts'
export { type SessionState, useSession } from './session/use-session.ts'
export { type SessionListState, useSessionList } from './session/use-session-list.ts'
export {
  SessionRefresh,
  type SessionRefreshOptions,
  useSessionRefresh,
} from './session/use-session-refresh.ts'
export { SignIn, type SignInProps } from './sign-in/sign-in.tsx'
export { type SignInController, type SignInOptions, useSignIn } from './sign-in/use-sign-in.ts'
export { SignUp, type SignUpProps } from './sign-up/sign-up.tsx'
export { type SignUpController, type SignUpOptions, useSignUp } from './sign-up/use-sign-up.ts'
export { type UserState, useUser } from './user/use-user.ts'
export { UserButton, type UserButtonProps } from './user/user-button.tsx'
