/** What claims say, of whatever one was given: guards and getters for sessions, for Hasura, for Supabase, and for your own. */

export {
  type Guard,
  hasClaims,
  isCustomClaims,
  listOf,
  type MembersShape,
  nullable,
  oneOf,
  optional,
  type OptionalShape,
  type Shape,
  type Shaped,
} from './custom-claims.ts'
export {
  HASURA_NAMESPACE,
  type HasuraClaims,
  type HasuraVariables,
  hasuraAllowedRoles,
  hasuraRole,
  hasuraUserId,
  hasuraVariable,
  isHasuraClaims,
} from './hasura-claims.ts'
export { isSessionClaims, sessionPermissions, sessionRole, sessionUserId } from './session-claims.ts'
export {
  isSupabaseClaims,
  supabaseAppMetadata,
  type SupabaseClaims,
  supabaseRole,
  supabaseUserId,
} from './supabase-claims.ts'
