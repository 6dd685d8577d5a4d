/** For your backend: verify Coatcheck's session tokens locally, and find out who sends a request. */

export {
  type AccessClaims,
  clientCookieName,
  type OrganizationClaim,
  sessionCookieName,
  type TemplateClaims,
} from '@coatcheck/core/protocol'
export type { TokenReason } from '@coatcheck/core/verify'
export type { AcceptedKind, Accepts, AuthenticatedBy, StateOf } from './accepted.ts'
export type { ApiKeyHolder } from './api-key-holder.ts'
export { type AuthenticateOptions, authenticateRequest } from './authenticate-request.ts'
export { createVerifier } from './create-verifier.ts'
export { CoatcheckError, type ConfigurationCode, type MintCode } from './errors.ts'
export type { CookieRules } from './find-token.ts'
export type { GetTokenOptions } from './get-token.ts'
export { type FactorAges, factorAges, has, type HasParams, type Reverification, type RolesOf } from './has.ts'
export type { Jwks } from './key-set.ts'
export type { NodeRequestHead, RequestHead } from './request-head.ts'
export type { OAuthOptions } from './oauth-options.ts'
export type { Challenge, OAuthTokenHolder } from './oauth-token-holder.ts'
export type { PresentedType, RequestState, SignedIn, SignedOut } from './request-state.ts'
export type { SessionClaims } from './session-claims.ts'
export type { FeedStatus, OnStale } from '../feed/live-feed.ts'
export type { Accepted, ClaimsOf, Refused, TokenType, Verified } from './verified.ts'
export type { Verifier } from './verifier.ts'
export type { CallParties, Parties, ServerSource, VerifierOptions, VerifyCall } from './verifier-options.ts'
export { type AuthOptions, type CoatcheckAuth, createAuth, type Protected } from '../guard/create-auth.ts'
export {
  getAuth,
  getTokenFromRequest,
  protect,
  withAuth,
  withOrganization,
  withPermission,
  withRole,
  withScope,
} from '../guard/default-auth.ts'
export type { AuthHandler, GuardedHandlers, InOrganization, RouteHandler } from '../guard/guarded-handlers.ts'
export { passCookies } from '../guard/pass-cookies.ts'
export {
  protectedResourceMetadata,
  type ProtectedResourceOptions,
  resourceMetadataUrl,
} from '../guard/protected-resource.ts'
export type { Refusal, RefusalCode, RefusalProblem } from '../guard/refusal.ts'
export type { Requirement } from '../guard/requirement.ts'
export { createRouteMatcher, type RouteMatcher, type Routes } from '../route/route-matcher.ts'
export type { Routed } from '../route/route-path.ts'
export {
  createSignIn,
  type PasswordInput,
  type SignInCalls,
  type SignInOptions,
  type SignOutInput,
  type SignUpInput,
  type TokenInput,
  type Visitor,
} from '../sign-in/sign-in-calls.ts'
export type {
  OpenedSession,
  SignedInUser,
  SignInFailure,
  SignInResult,
  SignOutResult,
  SignUpResult,
  WithCookies,
} from '../sign-in/sign-in-result.ts'
export type { AddressOptions } from '../mount/client-address.ts'
export type { MountOptions } from '../mount/mount-options.ts'
export type { MountCode } from '../mount/mount-problem.ts'
