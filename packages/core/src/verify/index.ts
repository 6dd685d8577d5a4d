/** Token checks that are pure: the gate, the times, the claims. Signatures are checked through a port. */

export { derToRaw, rawToDer } from './der-signature.ts'
export { type GatedToken, gateToken, type HeaderRules, MAX_TOKEN_LENGTH, OWN_HEADER_MEMBERS } from './gate.ts'
export { refuse, type TokenReason, type TokenRefusal } from './reason.ts'
export { audienceMatches, type CheckedClaims, checkSessionClaims, type ClaimRules } from './session-claims.ts'
export { type JsonMembers, MAX_JSON_DEPTH, parseStrictJson } from './strict-json.ts'
export { checkInForce, checkTimes, DEFAULT_SKEW_SECONDS, type TimeRules, type TokenTimes } from './times.ts'
