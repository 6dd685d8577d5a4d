/** A sign-in at an upstream is bound to the browser that started it, by a cookie that comes back with it. */

import { encodeBase64url } from '@coatcheck/core'
import { isPlainHttp, readCookie } from '@coatcheck/core/protocol'
import type { Server } from '../server.ts'
import { SIGN_IN_MS } from '../upstream/sign-in-state.ts'

const SHAPE = /^[\w-]{43}$/

/** The mark of this browser, which tabs share, and the cookie that keeps it for as long as a sign-in may take. */
export function issueUpstreamMark(
  server: Server,
  request: Request,
): { readonly mark: string; readonly cookie: string } {
  const { url } = server.settings
  const mark = readUpstreamMark(server, request) ?? encodeBase64url(server.random.bytes(32))
  // Lax: the way back is a navigation from another site.
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${SIGN_IN_MS / 1000}`
  return { mark, cookie: `${markName(url)}=${mark}; ${attributes}${isPlainHttp(url) ? '' : '; Secure'}` }
}

/** The mark of this browser; `null` when it has none. */
export function readUpstreamMark({ settings }: Server, request: Request): string | null {
  const reading = readCookie(request.headers.get('cookie'), markName(settings.url))
  return reading.found === 'one' && SHAPE.test(reading.value) ? reading.value : null
}

function markName(url: string): string {
  return isPlainHttp(url) ? 'coatcheck-upstream' : '__Host-coatcheck-upstream'
}
