/** Wire shapes and parsers that the server and the SDK share. */

export {
  type Appearance,
  type AppearanceColors,
  type AppearanceProblem,
  type AppearanceReading,
  COLOR_ROLES,
  type ColorRole,
  readAppearance,
} from './appearance.ts'
export { isApiKey, readApiKeyId } from './api-key.ts'
export {
  CLERK_CLIENT_COOKIE,
  CLERK_KEY_SET_PATH,
  CLERK_SESSION_CATEGORY,
  CLERK_TEMPLATE_CATEGORY,
  CLERK_TOKEN_TYPE,
  type Compat,
} from './clerk.ts'
export { ACCESS_TOKEN_TYPE, type AccessClaims } from './access-claims.ts'
export { type Color, contrastOf, hexOf, inkOn, readColor } from './color.ts'
export { COMMAND_LINE_CLIENT_ID } from './command-line.ts'
export { clientCookieName, isPlainHttp, sessionCookieName } from './cookie-names.ts'
export { type CookieReading, readCookie } from './cookie-header.ts'
export {
  FEED_EVENTS,
  FEED_HEARTBEAT_SECONDS,
  FEED_KINDS,
  FEED_NAME_BYTES,
  FEED_PATH,
  type FeedEntry,
  type FeedEvent,
  type FeedKind,
  readFeedEntries,
  readFeedPosition,
} from './feed.ts'
export { isLocalHost } from './local-host.ts'
export type { PolicySurface, SessionPolicy } from '../policy/policy.ts'
export { type PresetName, PRESETS } from '../policy/presets.ts'
export {
  type OrganizationClaim,
  SESSION_TOKEN_TYPE,
  type SessionClaims,
  TEMPLATE_TOKEN_TYPE,
  type TemplateClaims,
} from './session-claims.ts'
export { type Palette, type Palettes, palettesOf } from './palette.ts'
export { DPOP_REASONS, type DpopReason } from './dpop-reason.ts'
export { encodeBase64url } from '../encoding/base64url.ts'
export { type ErrorCode, type ErrorDefinition, type Problem, type Recovery } from './error-codes.ts'
export { ERRORS } from './errors.ts'
export { PASSWORD_WEAKNESSES, type PasswordWeakness } from './password-weakness.ts'
export { type EndReason, SESSION_ENDED, type SessionEndedReason } from './session-ended-reason.ts'
