/** What a mount answers of itself (RFC 9457): it has nothing there, cannot take it, or cannot reach the server. */

import type { ErrorCode } from '@coatcheck/core/protocol'

/** Its codes: the server's own, and one for the server itself. */
export type MountCode =
  | Extract<ErrorCode, 'not_found' | 'method_not_allowed' | 'body_too_large'>
  | 'server_unavailable'

const PROBLEMS: { readonly [C in MountCode]: { readonly status: number; readonly title: string } } = {
  not_found: { status: 404, title: 'There is nothing here.' },
  method_not_allowed: { status: 405, title: 'This path does not answer to this method.' },
  body_too_large: { status: 413, title: 'The body is larger than 64 KiB.' },
  server_unavailable: { status: 503, title: 'The Coatcheck server cannot be reached just now.' },
}

const RETRY_AFTER_SECONDS = '2'

/** Makes the answer. */
export function mountProblem(code: MountCode, detail?: string): Response {
  const { status, title } = PROBLEMS[code]
  const problem = { type: `urn:coatcheck:error:${code}`, title, status, code, ...(detail && { detail }) }
  return new Response(JSON.stringify(problem), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(code === 'server_unavailable' && { 'retry-after': RETRY_AFTER_SECONDS }),
    },
  })
}
