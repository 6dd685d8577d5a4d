/** Finds where an upstream publishes its keys (OpenID Connect Discovery 1.0 section 4). Asked once, then pinned. */

import { isFetchable } from '../http/fetching.ts'
import { fetchDocument } from './fetch-document.ts'

/** The `jwks_uri` of an issuer, or a sentence on why it was not found. */
export async function discoverJwksUrl(
  issuer: string,
): Promise<
  { readonly ok: true; readonly jwksUrl: string } | { readonly ok: false; readonly detail: string }
> {
  const fetched = await fetchDocument(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  if (!fetched.ok) return fetched
  const { issuer: named, jwks_uri: jwksUrl } = fetched.document
  if (named !== issuer) {
    return { ok: false, detail: `its discovery document is of another issuer: ${JSON.stringify(named)}` }
  }
  if (typeof jwksUrl !== 'string' || !isFetchable(jwksUrl)) {
    return { ok: false, detail: 'its discovery document has no jwks_uri with https' }
  }
  return { ok: true, jwksUrl }
}
