/** Fetches JSON from an upstream: no redirects, at most 64 KiB, within 5 seconds. */

import { decodeUtf8 } from '@coatcheck/core'
import { type JsonMembers, parseStrictJson } from '@coatcheck/core/verify'
import { isFetchable, readBounded, whyFetchFailed } from '../http/fetching.ts'

const MAX_BYTES = 65_536
const TIMEOUT_MS = 5_000

type Failed = { readonly ok: false; readonly detail: string }

/** A document, or a sentence on why there is none. */
export type FetchedDocument = { readonly ok: true; readonly document: JsonMembers } | Failed

/** What is sent beside the address. */
export type Asking = {
  readonly headers?: { readonly [name: string]: string }
  /** A form to post; without one, it is a GET. */
  readonly form?: URLSearchParams
}

/** Fetches an object. Never throws: what goes wrong out there is an answer. */
export async function fetchDocument(url: string, asking: Asking = {}): Promise<FetchedDocument> {
  const fetched = await fetchText(url, asking)
  if (!fetched.ok) return fetched
  const document = parseStrictJson(fetched.text)
  return document === null ? failed(`${url} did not answer a JSON object`) : { ok: true, document }
}

/** Fetches a list of objects. */
export async function fetchList(
  url: string,
  asking: Asking,
): Promise<{ readonly ok: true; readonly list: readonly JsonMembers[] } | Failed> {
  const fetched = await fetchText(url, asking)
  if (!fetched.ok) return fetched
  // The strict parser takes objects only, and is to judge what is in the list too.
  const list = parseStrictJson(`{"list":${fetched.text}}`)?.['list']
  return Array.isArray(list) && list.every((entry) => typeof entry === 'object' && entry !== null)
    ? { ok: true, list: list as JsonMembers[] }
    : failed(`${url} did not answer a list of JSON objects`)
}

async function fetchText(
  url: string,
  { headers, form }: Asking,
): Promise<{ readonly ok: true; readonly text: string } | Failed> {
  if (!isFetchable(url)) return failed(`${url} is not an https URL`)
  try {
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { accept: 'application/json', ...headers },
      ...(form !== undefined && { body: form }),
    })
    if (response.status !== 200) {
      await response.body?.cancel() // frees the connection
      return failed(`${url} answered ${response.status}`)
    }
    const bytes = await readBounded(response, MAX_BYTES)
    if (bytes === null) return failed(`${url} answered more than ${MAX_BYTES} bytes`)
    const text = decodeUtf8(bytes)
    return text === null ? failed(`${url} did not answer UTF-8`) : { ok: true, text }
  } catch (error) {
    return failed(`${url} could not be fetched: ${whyFetchFailed(error)}`)
  }
}

function failed(detail: string): Failed {
  return { ok: false, detail }
}
