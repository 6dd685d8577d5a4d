/** Tells the kinds of tokens apart, in our own spelling and in Clerk's, and checks the claims of each. */

import {
  ACCESS_TOKEN_TYPE,
  CLERK_SESSION_CATEGORY,
  CLERK_TEMPLATE_CATEGORY,
  CLERK_TOKEN_TYPE,
  type Compat,
  SESSION_TOKEN_TYPE,
  TEMPLATE_TOKEN_TYPE,
} from '@coatcheck/core/protocol'
import {
  checkAccessClaims,
  checkClerkClaims,
  checkSessionClaims,
  checkTemplateClaims,
  type ClaimRules,
  type GatedToken,
  isMediaType,
  refuse,
  type TokenRefusal,
  type TokenTimes,
} from '@coatcheck/core/verify'
import { deepFreeze } from './deep-freeze.ts'
import type { SessionClaims } from './session-claims.ts'
import type { Accepted, TokenType } from './verified.ts'

/** What a token is: its kind, and whose spelling it has. */
export type TokenForm = { readonly tokenType: TokenType; readonly spelling: 'own' | 'clerk' }

/** What a token says it is; `null` for anything that is not taken. */
export function tokenFormOf(gated: GatedToken, compat: Compat | null): TokenForm | null {
  const { typ, cat, oiat } = gated.header
  if (isMediaType(typ, SESSION_TOKEN_TYPE))
    return cat === undefined ? { tokenType: 'session', spelling: 'own' } : null
  if (isMediaType(typ, ACCESS_TOKEN_TYPE))
    return cat === undefined && oiat === undefined ? { tokenType: 'oauth-token', spelling: 'own' } : null
  if (compat === 'clerk') return isMediaType(typ, CLERK_TOKEN_TYPE) ? clerkFormOf(gated) : null
  return isMediaType(typ, TEMPLATE_TOKEN_TYPE) ? { tokenType: 'template', spelling: 'own' } : null
}

/**
 * Of Clerk's tokens the category tells the kind. Older ones have none: with Clerk only sessions have a `sid`. Tokens of
 * our templates have one too, but beside it a `gen`, and what our server spells as a session's always has its category.
 */
function clerkFormOf({ header, payload }: GatedToken): TokenForm | null {
  switch (header['cat']) {
    case CLERK_SESSION_CATEGORY:
      return { tokenType: 'session', spelling: 'clerk' }
    case CLERK_TEMPLATE_CATEGORY:
      return { tokenType: 'template', spelling: 'clerk' }
    case undefined: {
      const isSession = payload['sid'] !== undefined && payload['gen'] === undefined
      return { tokenType: isSession ? 'session' : 'template', spelling: 'clerk' }
    }
    default:
      return null
  }
}

/** A token whose claims are of the form of its kind. */
export type ReadToken = { readonly ok: true; readonly accepted: Accepted; readonly times: TokenTimes }

/** Checks the claims of a token whose signature holds. */
export function readToken(
  { tokenType, spelling }: TokenForm,
  { algorithm, payload }: GatedToken,
  rules: ClaimRules,
): ReadToken | TokenRefusal {
  switch (tokenType) {
    case 'session': {
      if (spelling === 'clerk' && algorithm !== 'RS256') return refuse('token-algorithm-invalid')
      const checked = (spelling === 'clerk' ? checkClerkClaims : checkSessionClaims)(payload, rules)
      if (!checked.ok) return checked
      // What an application declares of its own claims is its word: the issuer signed them, whatever they are.
      const claims = checked.claims as SessionClaims
      return { ok: true, accepted: deepFreeze({ ok: true, tokenType, claims }), times: checked.times }
    }
    case 'template': {
      const checked = checkTemplateClaims(payload, rules)
      if (!checked.ok) return checked
      const { claims, times } = checked
      return { ok: true, accepted: deepFreeze({ ok: true, tokenType, claims }), times }
    }
    case 'oauth-token': {
      const checked = checkAccessClaims(payload, rules)
      if (!checked.ok) return checked
      const { claims, times } = checked
      return { ok: true, accepted: deepFreeze({ ok: true, tokenType, claims }), times }
    }
  }
}
