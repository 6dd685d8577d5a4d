/** API keys as whoever meets one can tell them from everything else, without asking anybody. */

import { OPAQUE_CREDENTIALS, parseOpaque } from '../credential/opaque.ts'
import type { KeyId } from '../id/id.ts'

/** Whether a bearer credential is meant as one, well-formed or not. */
export function isApiKey(text: string): boolean {
  return text.startsWith(OPAQUE_CREDENTIALS.apiKey.prefix)
}

/** The id of a well-formed key; `null` for what nobody can have issued, by its length, spelling or checksum. */
export function readApiKeyId(text: string): KeyId | null {
  return parseOpaque('apiKey', text)?.id ?? null
}
