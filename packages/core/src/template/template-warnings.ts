/** What to think about before a template is used: none of it is wrong, all of it has a price. */

import { encodeUtf8 } from '../encoding/utf8.ts'
import { largestClaims } from '../token/token-size.ts'
import type { JsonObject } from '../user/user.ts'
import { isUserControlled } from './template-paths.ts'
import type { StoredTemplate } from './template-store.ts'
import type { Template } from './template.ts'

/** The kinds of warnings. */
export type TemplateWarningCode =
  | 'claims_over_budget'
  | 'detached'
  | 'long_lifetime'
  | 'user_controlled_claims'

/** One of them. */
export type TemplateWarning = { readonly code: TemplateWarningCode; readonly message: string }

/** The most bytes that custom claims should have, as JSON: cookies and headers hold more than a token. */
export const CLAIMS_BUDGET_BYTES = 1200

/** Tokens that live longer than this are worth a word, in seconds. */
const LONG_LIFETIME_SECONDS = 3600

/** How many bytes claims have as JSON. */
export function claimsBytes(claims: JsonObject): number {
  return encodeUtf8(JSON.stringify(claims)).length
}

/** Warns of what a template does. @param claims What it makes of somebody's data, where that is known. */
export function templateWarnings(
  template: Template,
  { detached, lifetimeSeconds }: Pick<StoredTemplate, 'detached' | 'lifetimeSeconds'>,
  claims: JsonObject | null,
): readonly TemplateWarning[] {
  const bytes = claims === null ? 0 : claimsBytes(claims)
  const warnings: (TemplateWarning | null)[] = [
    claims === null || bytes <= CLAIMS_BUDGET_BYTES ? null : overBudget(bytes, claims),
    detached
      ? warning('detached', 'Tokens outlive their session; they are revoked one by one, or with their user.')
      : null,
    lifetimeSeconds > LONG_LIFETIME_SECONDS
      ? warning(
          'long_lifetime',
          `Tokens live ${lifetimeSeconds} seconds; verifiers without the feed take a revoked one for as long.`,
        )
      : null,
    isUserControlled(template)
      ? warning(
          'user_controlled_claims',
          'Users write unsafe_metadata themselves: decide nothing by these claims.',
        )
      : null,
  ]
  return warnings.filter((one) => one !== null)
}

function overBudget(bytes: number, claims: JsonObject): TemplateWarning {
  const named = largestClaims(claims).map(([claim, size]) => `${claim} (${size} bytes)`)
  return warning(
    'claims_over_budget',
    `The claims have ${bytes} bytes, ${CLAIMS_BUDGET_BYTES} are a good measure. The largest: ${named.join(', ')}.`,
  )
}

function warning(code: TemplateWarningCode, message: string): TemplateWarning {
  return { code, message }
}
