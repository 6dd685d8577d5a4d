/** API keys: only the issuer can judge them, and what it said is gone by for a while, for as long as nothing changed. */

import { encodeBase64url, FEED_NAME_BYTES, readApiKeyId } from '@coatcheck/core/protocol'
import { takeCell } from '@coatcheck/core/verify'
import { type Moment, since, thisMoment } from '../moment.ts'
import type { ApiKeyAnswer, GoodApiKey } from './api-key-answer.ts'
import { askOnce, type Backend } from './backend-key.ts'
import type { TokenType } from './verified.ts'
import type { Verifier } from './verifier.ts'
import { feedOf } from './verifier-feed.ts'

/** What is known of a key. */
export type KnownApiKey = {
  readonly answer: Extract<ApiKeyAnswer, { ok: true }> | { readonly ok: false; readonly why: 'inactive' }
  /** Before it was asked for. */
  readonly at: Moment
  /** What the feed calls the key. */
  readonly name: string
  /** The bucket of its limit, as this process counts. */
  readonly bucket: { fullAtMs: number }
}

/** How a key is judged. */
export type ApiKeyVerdict = ApiKeyAnswer | { readonly ok: false; readonly why: 'malformed' }

/** How long an answer is gone by while the feed is heard. */
export const MAX_ANSWER_SECONDS = 60
/** And without one, where nobody tells of a revocation. */
const UNFED_ANSWER_SECONDS = 5

/**
 * Judges a key: by what the issuer said of it, and by its own limit. A key that nobody can have issued is refused
 * without a question.
 *
 * @param seconds How long an answer is gone by at most; 0 asks for every request.
 */
export async function checkApiKey(
  verifier: Verifier<TokenType>,
  backend: Backend,
  text: string,
  seconds: number,
): Promise<ApiKeyVerdict> {
  const id = readApiKeyId(text)
  if (id === null) return { ok: false, why: 'malformed' }
  const slot = encodeBase64url(await sha256(text)) // what is remembered is no credential
  const remembered = backend.apiKeys.get(slot) ?? backend.refusedApiKeys.get(slot)
  if (remembered !== undefined && isCurrent(verifier, remembered, seconds)) return useOf(verifier, remembered)
  const name = encodeBase64url((await sha256(id)).subarray(0, FEED_NAME_BYTES))
  const ask = (): Promise<ApiKeyAnswer> => askAnew(verifier, backend, { text, slot, name, remembered })
  const answer = await (seconds === 0 ? ask() : askOnce(backend.apiKeyFlights, slot, ask))
  const known = answer.ok ? backend.apiKeys.get(slot) : undefined
  if (!answer.ok || seconds === 0 || known === undefined) return answer
  return useOf(verifier, known)
}

type Asked = {
  readonly text: string
  readonly slot: string
  readonly name: string
  readonly remembered: KnownApiKey | undefined
}

async function askAnew(
  verifier: Verifier<TokenType>,
  backend: Backend,
  { text, slot, name, remembered }: Asked,
): Promise<ApiKeyAnswer> {
  let at = thisMoment()
  let answer = await backend.askAboutApiKey(text)
  // A node that has not heard yet what the feed says already: it has by the next time, or cannot be believed.
  if (answer.ok && isChanged(verifier, name, answer.key)) {
    at = thisMoment()
    answer = await backend.askAboutApiKey(text)
    if (answer.ok && isChanged(verifier, name, answer.key))
      answer = { ok: false, why: 'unavailable', cause: new Error('the issuer is behind its own feed') }
  }
  backend.apiKeys.delete(slot)
  const bucket = remembered?.bucket ?? { fullAtMs: 0 }
  if (answer.ok) backend.apiKeys.set(slot, { answer, at, name, bucket })
  // Apart, so that nobody fills the memory of good ones with keys that they make up.
  else if (answer.why === 'inactive') {
    backend.refusedApiKeys.set(slot, { answer: { ok: false, why: 'inactive' }, at, name, bucket })
  }
  return answer
}

/** Whether an answer may still be gone by. */
function isCurrent(
  verifier: Verifier<TokenType>,
  { answer, at, name }: KnownApiKey,
  seconds: number,
): boolean {
  const isFed = verifier.feed()?.isStale === false
  // A refusal has no position by which to tell whether it is of before or after what the feed says.
  const longest = isFed && answer.ok ? MAX_ANSWER_SECONDS : UNFED_ANSWER_SECONDS
  if (since(at) >= Math.min(seconds, longest) * 1000) return false
  return !answer.ok || !isChanged(verifier, name, answer.key)
}

function isChanged(verifier: Verifier<TokenType>, name: string, { position }: GoodApiKey): boolean {
  return feedOf(verifier)?.isApiKeyChanged(name, position) === true
}

/** Uses a key: what has expired since it was asked about is not good, and its limit is counted here. */
function useOf({ nowMs }: Verifier<TokenType>, { answer, bucket }: KnownApiKey): ApiKeyAnswer {
  if (!answer.ok) return answer
  const { expiresAt, rateLimit } = answer.key
  const now = nowMs()
  if (expiresAt !== null && now >= Date.parse(expiresAt)) return { ok: false, why: 'inactive' }
  if (rateLimit === null) return answer
  const { requests, perSeconds } = rateLimit
  const limit = { everyMs: (perSeconds * 1000) / requests, burst: requests }
  const taken = takeCell(limit, bucket.fullAtMs, now)
  if (!taken.ok)
    return { ok: false, why: 'limited', retryAfterSeconds: Math.max(1, Math.ceil(taken.retryAfterMs / 1000)) }
  bucket.fullAtMs = taken.fullAtMs
  return answer
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}
