/** Wire shapes and parsers that the server and the SDK share. */

export { clientCookieName, isPlainHttp, sessionCookieName } from './cookie-names.ts'
export { type CookieReading, readCookie } from './cookie-header.ts'
export {
  factorAgesAt,
  has,
  type HasQuestion,
  type HasSubject,
  type Reverification,
  type ReverificationLevel,
} from './has.ts'
export { isLocalHost } from './local-host.ts'
export {
  type OrganizationClaim,
  SESSION_TOKEN_TYPE,
  type SessionClaims,
  TEMPLATE_TOKEN_TYPE,
  type TemplateClaims,
} from './session-claims.ts'
export { DPOP_REASONS, type DpopReason } from './dpop-reason.ts'
export { type ErrorCode, type ErrorDefinition, ERRORS, type Problem, type Recovery } from './error-codes.ts'
export { type EndReason, SESSION_ENDED, type SessionEndedReason } from './session-ended-reason.ts'
