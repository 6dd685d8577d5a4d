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
      /** It answered, and with something that is no such document: asking again changes nothing soon. */
      readonly isFinal: boolean
    }

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
  if (!answer.ok) return { ok: false, detail: `${url}: ${answer.detail}`, isFinal: false }
  const { status, headers } = answer
  if (status !== 200)
    return { ok: false, detail: `${url} answered ${status}`, isFinal: status === 404 || status === 410 }
  const text = decodeUtf8(answer.bytes)
  const document = text === null || !isJson(headers['content-type']) ? null : parseStrictJson(text)
  return document === null
    ? { ok: false, detail: `${url} did not answer a JSON object`, isFinal: true }
    : { ok: true, document, headers }
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i.test(contentType ?? '')
}
