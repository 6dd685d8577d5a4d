/** Fetches a JSON document from an address that a stranger named. */

import { decodeUtf8 } from '@coatcheck/core'
import { type JsonMembers, parseStrictJson } from '@coatcheck/core/verify'
import { type OutboundAnswer, requestOutside, type OutboundRequest } from './request.ts'

const MAX_BYTES = 65_536
const TIMEOUT_MS = 5_000

/** A document, or a sentence on why there is none. */
export type FetchedJson =
  | {
      readonly ok: true
      readonly document: JsonMembers
      readonly headers: Extract<OutboundAnswer, { ok: true }>['headers']
    }
  | {
      readonly ok: false
      readonly detail: string
      readonly outlook: FetchOutlook
    }

/**
 * What a failure says of the document: `may-return`; `missing`: it is not there, as it is for a moment while a host is
 * being changed; `gone`: what answers is no such document, and asking again changes nothing soon.
 */
export type FetchOutlook = 'may-return' | 'missing' | 'gone'

/** Fetches it: no redirects, at most 64 KiB, within 5 seconds. */
export async function fetchJson(
  url: string,
  { reach, resolve }: Pick<OutboundRequest, 'reach' | 'resolve'>,
): Promise<FetchedJson> {
  const answer = await requestOutside({
    url,
    method: 'GET',
    headers: { accept: 'application/json' },
    reach,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    ...(resolve !== undefined && { resolve }),
  })
  if (!answer.ok) return { ok: false, detail: `${url}: ${answer.detail}`, outlook: 'may-return' }
  const { status, headers } = answer
  if (status !== 200) return { ok: false, detail: `${url} answered ${status}`, outlook: outlookOf(status) }
  const text = decodeUtf8(answer.bytes)
  const document = text === null || !isJson(headers['content-type']) ? null : parseStrictJson(text)
  return document === null
    ? { ok: false, detail: `${url} did not answer a JSON object`, outlook: 'gone' }
    : { ok: true, document, headers }
}

function outlookOf(status: number): FetchOutlook {
  if (status === 404) return 'missing'
  return status === 410 ? 'gone' : 'may-return'
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i.test(contentType ?? '')
}
