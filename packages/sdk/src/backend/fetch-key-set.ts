/** Fetches a key set within bounds: no redirect, 64 KiB, five seconds. */

import { parseStrictJson } from '@coatcheck/core/verify'
import { isJwks, type Jwks } from './key-set.ts'

const MAX_DOCUMENT_BYTES = 65_536
const TIMEOUT_MS = 5_000
const DEFAULT_MAX_AGE_SECONDS = 600
/** A cache on the way that promises a year would keep a revoked key for as long. */
const LONGEST_MAX_AGE_SECONDS = 86_400

/** A key set, and how long it may be used without asking again; or why there is none. */
export type FetchedKeySet =
  | { readonly ok: true; readonly jwks: Jwks; readonly maxAgeMs: number }
  | { readonly ok: false; readonly cause: unknown }

/** Fetches it, unless it is out of reach, too large, or no key set. */
export async function fetchKeySet(url: string, fetch: typeof globalThis.fetch): Promise<FetchedKeySet> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/jwk-set+json, application/json' },
      // `error` says it better, but Cloudflare Workers throw at it; a redirect that is not followed is no 200.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (response.status !== 200 || response.body === null)
      throw new Error(`${url} answered ${response.status}`)
    const text = await readBounded(response.body)
    if (text === null) throw new Error(`${url} answered more than ${MAX_DOCUMENT_BYTES} bytes`)
    const jwks = parseStrictJson(text)
    if (!isJwks(jwks)) throw new Error(`${url} answered something else than a key set`)
    return { ok: true, jwks, maxAgeMs: maxAgeSeconds(response) * 1000 }
  } catch (cause) {
    return { ok: false, cause }
  }
}

function maxAgeSeconds({ headers }: Response): number {
  const maxAge = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(headers.get('cache-control') ?? '')?.[1]
  return maxAge === undefined ? DEFAULT_MAX_AGE_SECONDS : Math.min(Number(maxAge), LONGEST_MAX_AGE_SECONDS)
}

async function readBounded(body: ReadableStream<Uint8Array>): Promise<string | null> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.byteLength
    if (length > MAX_DOCUMENT_BYTES) {
      await reader.cancel()
      return null
    }
    text += decoder.decode(value, { stream: true })
  }
}
