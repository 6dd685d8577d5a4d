/** Where a request comes from: the rule against cross-site requests, and who may read answers (CORS). */

import type { Settings } from '../config/settings.ts'
import { problem } from './problem.ts'

/** Whether an origin is ours or allow-listed. `null`, the origin of the sandboxed and the redirected, never is. */
export function isAllowedOrigin(settings: Settings, origin: string): boolean {
  if (origin === settings.url || settings.allowedOrigins.includes(origin)) return true
  return settings.mode === 'development' && /^http:\/\/localhost(?::\d{1,5})?$/.test(origin)
}

/**
 * Refuses an unsafe request that reads or sets a cookie unless it comes from an allowed origin, or says without an
 * Origin that it comes from our own (`Sec-Fetch-Site: same-origin`). Neither is no answer.
 */
export function refuseForeignOrigin(settings: Settings, request: Request): Response | null {
  const origin = request.headers.get('origin')
  if (origin === null) {
    if (request.headers.get('sec-fetch-site') === 'same-origin') return null
    return problem('origin_not_allowed', {
      detail: 'The request has neither an Origin nor `Sec-Fetch-Site: same-origin`, and it uses cookies.',
    })
  }
  if (isAllowedOrigin(settings, origin)) return null
  return problem('origin_not_allowed', {
    detail: `The origin ${JSON.stringify(origin.slice(0, 200))} is not in COATCHECK_ALLOWED_ORIGINS.`,
  })
}
