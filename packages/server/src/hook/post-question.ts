/** Asks a hook at a URL: one signed POST, no redirects, an answer of JSON within bounds. Nothing is sent twice. */

import { decodeUtf8, type Secret } from '@coatcheck/core'
import { readBounded, whyFetchFailed } from '../http/fetching.ts'
import { type WebhookMessage, webhookHeaders } from './webhook.ts'

/** The most bytes that an answer has. */
export const MAX_ANSWER_BYTES = 65_536

/** The text of an answer, or why there is none. */
export type AnswerText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly detail: string }

/** Asks. @param signal Aborted when the time is up, which also ends the connection. */
export async function postQuestion(
  { url, secrets }: { readonly url: string; readonly secrets: readonly Secret[] },
  message: WebhookMessage,
  signal: AbortSignal,
): Promise<AnswerText> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...webhookHeaders(message, secrets),
      },
      body: message.body,
      redirect: 'manual',
      signal,
    })
    const unfit = unfitness(response)
    if (unfit !== null) {
      await response.body?.cancel() // frees the connection
      return { ok: false, detail: unfit }
    }
    const bytes = await readBounded(response, MAX_ANSWER_BYTES)
    if (bytes === null) return { ok: false, detail: `it answered more than ${MAX_ANSWER_BYTES} bytes` }
    const text = decodeUtf8(bytes)
    return text === null ? { ok: false, detail: 'its answer is not UTF-8' } : { ok: true, text }
  } catch (error) {
    return { ok: false, detail: `it could not be asked (${whyFetchFailed(error)})` }
  }
}

function unfitness({ status, headers }: Response): string | null {
  if (status !== 200) return `it answered ${status}`
  const type = headers.get('content-type') ?? ''
  return /^application\/json\s*(?:;|$)/i.test(type) ? null : 'its answer is not application/json'
}
