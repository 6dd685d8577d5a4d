/** Whom a token is for. */

import type { JsonMembers } from './strict-json.ts'

/**
 * Whether a token's `aud` is one of those accepted. Of several audiences all must be: RFC 7519 section 4.1.3 asks for
 * one only, but a token that is good elsewhere too can be replayed from there.
 */
export function audienceMatches(claims: JsonMembers, accepted: readonly string[]): boolean {
  const { aud } = claims
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  return audiences.length > 0 && audiences.every((audience) => accepted.some((name) => name === audience))
}
