/** Forms are bound to the browser that was given them: a cookie, and a token in the form that only its holder has. */

import { encodeBase64url } from '@coatcheck/core'
import { isPlainHttp, readCookie } from '@coatcheck/core/protocol'
import { nodeCrypto } from '../crypto/node-crypto.ts'
import type { Server } from '../server.ts'

/** What a form of a page carries, and the cookie to set when the browser has none yet. */
export type FormToken = { readonly token: string; readonly cookie: string | null }

const SHAPE = /^[\w-]{43}$/

/** The token for the forms of a page. */
export function issueFormToken(server: Server, request: Request): FormToken {
  const known = browserMark(server, request)
  const mark = known ?? encodeBase64url(server.random.bytes(32))
  return {
    token: tokenOf(server, mark),
    cookie: known === null ? markCookie(server.settings.url, mark) : null,
  }
}

/** Whether a form's token is the one of this browser. */
export function formTokenHolds(server: Server, request: Request, token: string): boolean {
  const mark = browserMark(server, request)
  if (mark === null) return false
  return nodeCrypto.equal(Buffer.from(tokenOf(server, mark)), Buffer.from(token))
}

function tokenOf(server: Server, mark: string): string {
  return encodeBase64url(server.secrets.keyedHash('form', mark))
}

function browserMark(server: Server, request: Request): string | null {
  const reading = readCookie(request.headers.get('cookie'), markName(server.settings.url))
  return reading.found === 'one' && SHAPE.test(reading.value) ? reading.value : null
}

function markName(url: string): string {
  return isPlainHttp(url) ? 'coatcheck-form' : '__Host-coatcheck-form'
}

function markCookie(url: string, mark: string): string {
  // Lax: who comes from an application's page brings it along, or each such visit would void the forms of other tabs.
  return `${markName(url)}=${mark}; Path=/; HttpOnly; SameSite=Lax${isPlainHttp(url) ? '' : '; Secure'}`
}
