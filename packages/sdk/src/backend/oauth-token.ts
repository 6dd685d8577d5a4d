/** Access tokens (RFC 9068) at a backend: where they stand, what proves that they are the sender's, and what they give. */

import { ACCESS_TOKEN_TYPE, type DpopReason } from '@coatcheck/core/protocol'
import { decodeBase64url, isMediaType, MAX_TOKEN_LENGTH, parseStrictJson } from '@coatcheck/core/verify'
import { keyImporter } from '#crypto'
import { checkDpopProof, PROOF_AGE_SECONDS } from './dpop-proof.ts'
import type { ShownToken } from './find-token.ts'
import type { ReadOAuthOptions } from './oauth-options.ts'
import { type OAuthTokenHolder, oauthTokenHolder } from './oauth-token-holder.ts'
import type { RequestHead } from './request-head.ts'
import { type SignedOut, signedOut } from './request-state.ts'
import { createUsedProofs, type UsedProofs } from './used-proofs.ts'
import type { TokenType } from './verified.ts'
import type { Verifier } from './verifier.ts'

/** Whether a token says that it is an access token. Whether it is one is not asked here. */
export function saysOAuthToken(token: string): boolean {
  if (token.length > MAX_TOKEN_LENGTH) return false
  const bytes = decodeBase64url(token.slice(0, Math.max(0, token.indexOf('.'))))
  const header = bytes === null ? null : parseStrictJson(new TextDecoder().decode(bytes))
  return header !== null && isMediaType(header['typ'], ACCESS_TOKEN_TYPE)
}

/** Authenticates a request by what it shows as an access token. `headers` are the same object whenever it is asked about. */
export async function authenticateOAuthToken(
  verifier: Verifier<TokenType>,
  { head, headers }: { readonly head: RequestHead; readonly headers: object },
  { scheme, token }: ShownToken,
  { parties, publicUrls, resourceMetadata }: ReadOAuthOptions,
): Promise<OAuthTokenHolder | SignedOut> {
  const call = { ...parties, tokenTypes: ['oauth-token'] } as const
  const proved = scheme === 'DPoP' ? await readProof(verifier, head, token, publicUrls) : null
  if (proved !== null && !proved.ok) {
    // The token is judged first, so that a proof is not blamed for a token that is no good anyway.
    const verified = await verifier.verify(token, call)
    const isToken = verified.ok || verified.reason === 'token-binding-invalid'
    return isToken ? refuseProof(proved.reason) : signedOut(verified.reason, verified.cause)
  }
  const verified = await verifier.verify(token, {
    ...call,
    ...(proved !== null && { provenKey: proved.thumbprint }),
  })
  if (!verified.ok) return signedOut(verified.reason, verified.cause)
  if (proved !== null && !useProof(verifier, headers, proved)) return refuseProof('proof-replayed')
  return oauthTokenHolder(verified.claims, { scheme, resourceMetadata })
}

function refuseProof(reason: DpopReason): SignedOut {
  return signedOut('dpop-proof-invalid', new Error(reason))
}

type Proof = Extract<Awaited<ReturnType<typeof checkDpopProof>>, { ok: true }>

async function readProof(
  { nowMs }: Verifier<TokenType>,
  { method, headers, url }: RequestHead,
  token: string,
  publicUrls: readonly string[],
): ReturnType<typeof checkDpopProof> {
  const path = url === undefined ? null : pathOf(url)
  // Without a method and a path nobody can tell what a proof is for.
  if (method === null || path === null) return { ok: false, reason: 'proof-not-for-this-request' }
  return await checkDpopProof(keyImporter, headers.get('dpop') ?? '', {
    method,
    isOurs: (htu) => isAt(htu, publicUrls, path),
    token,
    nowMs: nowMs(),
  })
}

/** Query and fragment are of no account (RFC 9449 section 4.3). */
function isAt(htu: string, publicUrls: readonly string[], path: string): boolean {
  const url = URL.canParse(htu) ? new URL(htu) : null
  if (url === null || url.username !== '' || url.password !== '') return false
  return publicUrls.some((base) => base + path === url.origin + url.pathname)
}

/** The path of a request, be its target whole or, as on Node, a path that may begin with two slashes. */
function pathOf(target: string): string | null {
  const url = target.startsWith('/') ? `http://localhost${target}` : target
  return URL.canParse(url) ? new URL(url).pathname : null
}

/** As many as a busy process sees within a minute. */
const USED_PROOFS = 100_000

/** The proofs that were used at a verifier, and for which request each was: its handlers may all ask who sends it. */
type Remembered = { readonly used: UsedProofs; readonly byRequest: WeakMap<object, string> }

const remembered = new WeakMap<Verifier<TokenType>, Remembered>()

function useProof(
  verifier: Verifier<TokenType>,
  headers: object,
  { thumbprint, jti, issuedAtSeconds }: Proof,
): boolean {
  let known = remembered.get(verifier)
  if (known === undefined)
    remembered.set(verifier, (known = { used: createUsedProofs(USED_PROOFS), byRequest: new WeakMap() }))
  const id = `${thumbprint}.${jti}`
  if (known.byRequest.get(headers) === id) return true
  known.used.forgetBefore(Math.floor(verifier.nowMs() / 1000) - PROOF_AGE_SECONDS - 1)
  if (!known.used.use(id, issuedAtSeconds)) return false
  known.byRequest.set(headers, id)
  return true
}
