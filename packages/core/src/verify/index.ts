/** Token checks that are pure: the gate, the times, the claims. Signatures are checked through a port. */

export { checkAccessClaims } from './access-claims.ts'
export { audienceMatches } from './audience.ts'
export {
  type CheckedClaims,
  checkClerkClaims,
  checkSessionClaims,
  checkTemplateClaims,
  type ClaimRules,
} from './claims.ts'
export { derToRaw, rawToDer } from './der-signature.ts'
export { decodeBase64url } from '../encoding/base64url.ts'
export {
  CLERK_HEADER,
  createGate,
  type GatedToken,
  gateToken,
  type HeaderRules,
  MAX_TOKEN_LENGTH,
  OWN_HEADER_MEMBERS,
  type SegmentDecoder,
} from './gate.ts'
export { createLiveSet, type LiveSet, type Outdated, type TokenNames } from './live-set.ts'
export { isMediaType } from './media-type.ts'
export { refuse, type TokenReason, type TokenRefusal } from './reason.ts'
export { type JsonMembers, MAX_JSON_DEPTH, parseStrictJson } from './strict-json.ts'
export { checkInForce, checkTimes, DEFAULT_SKEW_SECONDS, type TimeRules, type TokenTimes } from './times.ts'
export {
  boundAlgorithm,
  isVerificationAlgorithm,
  MIN_RSA_BITS,
  VERIFICATION_ALGORITHMS,
  type VerificationAlgorithm,
  type VerificationKey,
} from './verification-key.ts'
