/** Fetches a JSON document from an upstream: no redirects, at most 64 KiB, within 5 seconds. */

import { decodeUtf8 } from '@coatcheck/core'
import { type JsonMembers, parseStrictJson } from '@coatcheck/core/verify'
import { isFetchable, readBounded, whyFetchFailed } from '../http/fetching.ts'

const MAX_BYTES = 65_536
const TIMEOUT_MS = 5_000

/** A document, or a sentence on why there is none. */
export type FetchedDocument =
  | { readonly ok: true; readonly document: JsonMembers }
  | { readonly ok: false; readonly detail: string }

/** Fetches it. Never throws: what goes wrong out there is an answer. */
export async function fetchDocument(url: string): Promise<FetchedDocument> {
  if (!isFetchable(url)) return failed(`${url} is not an https URL`)
  try {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { accept: 'application/json' },
    })
    if (response.status !== 200) {
      await response.body?.cancel() // frees the connection
      return failed(`${url} answered ${response.status}`)
    }
    const bytes = await readBounded(response, MAX_BYTES)
    if (bytes === null) return failed(`${url} answered more than ${MAX_BYTES} bytes`)
    const text = decodeUtf8(bytes)
    const document = text === null ? null : parseStrictJson(text)
    return document === null ? failed(`${url} did not answer a JSON object`) : { ok: true, document }
  } catch (error) {
    return failed(`${url} could not be fetched: ${whyFetchFailed(error)}`)
  }
}

function failed(detail: string): FetchedDocument {
  return { ok: false, detail }
}
