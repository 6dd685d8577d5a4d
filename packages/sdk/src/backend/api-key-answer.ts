/** What the issuer says of an API key. */

import { deepFreeze } from './deep-freeze.ts'
import { askIssuer } from './issuer-api.ts'
import type { ServerSource } from './verifier-options.ts'

/** A key that is good. */
export type GoodApiKey = {
  readonly id: string
  readonly name: string
  /** The user (`user_...`), the organization (`org_...`) or the OAuth client (`app_...`) that it is of. */
  readonly subject: string
  readonly scopes: readonly string[]
  readonly claims: { readonly [name: string]: unknown }
  readonly rateLimit: { readonly requests: number; readonly perSeconds: number } | null
  readonly createdAt: string
  readonly expiresAt: string | null
  /** As of which position of the feed this holds. */
  readonly position: number
}

/** The answer; of the refusals only `unavailable` says nothing about the key. */
export type ApiKeyAnswer =
  | { readonly ok: true; readonly key: GoodApiKey }
  | { readonly ok: false; readonly why: 'inactive' }
  | { readonly ok: false; readonly why: 'limited'; readonly retryAfterSeconds: number }
  | { readonly ok: false; readonly why: 'unavailable'; readonly cause: unknown }

/** Asks with a backend key. Never rejects. */
export async function askAboutApiKey(
  source: ServerSource,
  backendKey: string,
  key: string,
): Promise<ApiKeyAnswer> {
  try {
    const headers = { authorization: `Bearer ${backendKey}` }
    const { response, answer } = await askIssuer(source, '/api/auth/api-keys/verify', { key }, headers)
    if (response.status === 429) {
      const seconds = Number(response.headers.get('retry-after'))
      return { ok: false, why: 'limited', retryAfterSeconds: seconds > 0 ? seconds : 1 }
    }
    if (response.status === 200 && answer['active'] === false) return { ok: false, why: 'inactive' }
    // What the issuer says of its own key is believed as it comes, and frozen: every request is handed the same.
    if (response.status === 200 && answer['active'] === true)
      return { ok: true, key: deepFreeze(answer as unknown as GoodApiKey) }
    const code = typeof answer['code'] === 'string' ? answer['code'] : ''
    throw new Error(`the issuer answered ${response.status} ${code}`.trimEnd())
  } catch (cause) {
    return { ok: false, why: 'unavailable', cause }
  }
}
