/** Finds what an upstream says of itself (OpenID Connect Discovery 1.0 section 4). Asked when told to, then pinned. */

import type { ClientAuthentication } from '@coatcheck/core'
import type { JsonMembers } from '@coatcheck/core/verify'
import { isFetchable } from '../http/fetching.ts'
import { fetchDocument } from './fetch-document.ts'

/** What it says, of which nothing but the keys has to be there. */
export type DiscoveredUpstream = {
  readonly ok: true
  readonly jwksUrl: string
  readonly authorizationUrl: string | null
  readonly tokenUrl: string | null
  readonly userInfoUrl: string | null
  readonly namesIssuer: boolean
  /** How a client with a secret shows it there. */
  readonly authentication: Exclude<ClientAuthentication, 'none'>
}

/** What an issuer says of itself, or a sentence on why it was not found. */
export async function discover(
  issuer: string,
): Promise<DiscoveredUpstream | { readonly ok: false; readonly detail: string }> {
  const fetched = await fetchDocument(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  if (!fetched.ok) return fetched
  const { document } = fetched
  if (document['issuer'] !== issuer) {
    const named = JSON.stringify(document['issuer'])
    return { ok: false, detail: `its discovery document is of another issuer: ${named}` }
  }
  const jwksUrl = urlOf(document, 'jwks_uri')
  if (jwksUrl === null) return { ok: false, detail: 'its discovery document has no jwks_uri with https' }
  return {
    ok: true,
    jwksUrl,
    authorizationUrl: urlOf(document, 'authorization_endpoint'),
    tokenUrl: urlOf(document, 'token_endpoint'),
    userInfoUrl: urlOf(document, 'userinfo_endpoint'),
    namesIssuer: document['authorization_response_iss_parameter_supported'] === true,
    authentication: authenticationOf(document['token_endpoint_auth_methods_supported']),
  }
}

function urlOf(document: JsonMembers, member: string): string | null {
  const url = document[member]
  return typeof url === 'string' && isFetchable(url) ? url : null
}

/** RFC 8414 section 2: whoever says nothing takes `client_secret_basic`. */
function authenticationOf(methods: unknown): DiscoveredUpstream['authentication'] {
  const takesBasic = !Array.isArray(methods) || methods.includes('client_secret_basic')
  return takesBasic ? 'client_secret_basic' : 'client_secret_post'
}
