/** For your backend: verify Coatcheck's session tokens locally, and find out who sends a request. */

export { clientCookieName, type SessionClaims, sessionCookieName } from '@coatcheck/core/protocol'
export type { TokenReason } from '@coatcheck/core/verify'
export {
  type AuthenticateOptions,
  authenticateRequest,
  type RequestState,
  type SignedIn,
  type SignedOut,
} from './authenticate-request.ts'
export { CoatcheckError, type ConfigurationCode } from './errors.ts'
export { has, type HasParams, type Reverification } from './has.ts'
export type { Jwks } from './key-set.ts'
export {
  createVerifier,
  type Verified,
  type Verifier,
  type VerifierOptions,
  type VerifyCall,
} from './verifier.ts'
