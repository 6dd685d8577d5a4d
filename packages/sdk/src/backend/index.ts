/** For your backend: verify Coatcheck's session tokens locally, and find out who sends a request. */

export {
  clientCookieName,
  type OrganizationClaim,
  type SessionClaims,
  sessionCookieName,
  type TemplateClaims,
} from '@coatcheck/core/protocol'
export type { TokenReason } from '@coatcheck/core/verify'
export {
  type AuthenticateOptions,
  authenticateRequest,
  type RequestState,
  type SignedIn,
  type SignedOut,
} from './authenticate-request.ts'
export { createVerifier } from './create-verifier.ts'
export { CoatcheckError, type ConfigurationCode } from './errors.ts'
export { type FactorAges, factorAges, has, type HasParams, type Reverification } from './has.ts'
export type { Jwks } from './key-set.ts'
export type { FeedStatus, OnStale } from '../feed/live-feed.ts'
export type { Accepted, ClaimsOf, Refused, TokenType, Verified } from './verified.ts'
export type { Verifier } from './verifier.ts'
export type { Parties, VerifierOptions } from './verifier-options.ts'
