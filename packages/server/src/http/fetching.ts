/** What is asked of others over HTTP keeps to this: where it may go, how much of an answer is read, what went wrong. */

import { isLocalHost } from '@coatcheck/core/protocol'

/** Whether something may be fetched from there: https, or http on this machine; no credentials, no fragment. */
export function isFetchable(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocalHost(url.hostname))
}

/** The body of an answer; `null` when it has more bytes than that, of which the rest is not read. */
export async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    if (length > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Why a fetch failed, which `fetch` says in the cause of its error. */
export function whyFetchFailed(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return error.cause instanceof Error ? error.cause.message : error.message
}
