/** Tells the kinds of tokens apart, and checks the claims of each. */

import { SESSION_TOKEN_TYPE, TEMPLATE_TOKEN_TYPE } from '@coatcheck/core/protocol'
import {
  checkSessionClaims,
  checkTemplateClaims,
  type ClaimRules,
  type GatedToken,
  isMediaType,
  type TokenRefusal,
  type TokenTimes,
} from '@coatcheck/core/verify'
import type { SessionClaims } from './session-claims.ts'
import type { Accepted, TokenType } from './verified.ts'

/** The kind that a header's `typ` says; `null` for any that is not ours. */
export function tokenTypeOf({ header }: GatedToken): TokenType | null {
  if (isMediaType(header['typ'], SESSION_TOKEN_TYPE)) return 'session'
  return isMediaType(header['typ'], TEMPLATE_TOKEN_TYPE) ? 'template' : null
}

/** A token whose claims are of the form of its kind. */
export type ReadToken = { readonly ok: true; readonly accepted: Accepted; readonly times: TokenTimes }

/** Checks the claims of a token whose signature holds. */
export function readToken(
  tokenType: TokenType,
  { payload }: GatedToken,
  rules: ClaimRules,
): ReadToken | TokenRefusal {
  switch (tokenType) {
    case 'session': {
      const checked = checkSessionClaims(payload, rules)
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
  }
}

/** Claims are handed to every caller: nobody changes them for the next. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) deepFreeze(member)
  }
  return value
}
