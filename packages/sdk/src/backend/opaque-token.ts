/** Opaque session tokens: only the issuer can judge them, who gives a session token for one. */

import { encodeBase64url } from '@coatcheck/core/protocol'
import { askOnce, type Backend } from './backend-key.ts'
import type { IssuerAnswer } from './issuer-api.ts'
import { isRenewable } from './renewal.ts'
import type { TokenType } from './verified.ts'
import type { Verifier } from './verifier.ts'

/** Whether a bearer token is meant as one. */
export function isOpaqueToken(token: string): boolean {
  return token.startsWith('ccs_')
}

/**
 * Asks the issuer, or gives what it said before: only while the feed tells of every revocation, and until the token that
 * it gave ends, which is a minute. Without a feed every request asks.
 */
export async function checkOpaqueToken(
  verifier: Verifier<TokenType>,
  backend: Backend,
  token: string,
): Promise<IssuerAnswer> {
  if (!/^ccs_[\w-]{32,128}$/.test(token))
    return { ok: false, why: 'malformed', cause: new Error('this is not the form of an opaque token') }
  const name = await hash(token)
  const known = isFed(verifier) ? backend.opaque.get(name) : undefined
  if (known !== undefined) {
    const verified = await verifier.verify(known)
    if (verified.ok || !isRenewable(verified.reason)) return { ok: true, token: known, setCookies: [] }
  }
  return await askOnce(backend.flights, name, async () => {
    const answer = await backend.api.mint({ sessionToken: token })
    if (answer.ok) backend.opaque.set(name, answer.token)
    else backend.opaque.delete(name)
    return answer
  })
}

function isFed(verifier: Verifier<TokenType>): boolean {
  return verifier.feed()?.isStale === false
}

/** What is remembered is no credential. */
async function hash(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  return encodeBase64url(new Uint8Array(digest))
}
