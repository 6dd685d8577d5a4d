/** Verifies an upstream's token: which upstream, its key, the signature, then the claims. */

import {
  checkLogoutClaims,
  checkUpstreamClaims,
  type Upstream,
  UPSTREAM_HEADER_MEMBERS,
  type UpstreamClient,
  type UpstreamLogout,
  type UpstreamRefusal,
  type UpstreamSubject,
} from '@coatcheck/core'
import { type GatedToken, gateToken } from '@coatcheck/core/verify'
import type { Server } from '../server.ts'
import { signatureHolds } from '../signing/verify-signature.ts'

const HEADER = { members: UPSTREAM_HEADER_MEMBERS, keyId: 'required' } as const

/** A person whom an upstream vouches for. */
export type UpstreamPerson = UpstreamSubject & {
  readonly upstream: Upstream
  /** What opens one session: of a token, what was signed, whatever is done to its signature; of a sign-in, its state. */
  readonly opensOnce: string
}

/** A token that does not hold; `issuer` is what it claims, for the event. */
export type RefusedUpstreamToken = UpstreamRefusal & { readonly issuer: string | null }

/** Verifies it. Nothing in the token decides where keys come from or which algorithm is used. */
export async function verifyUpstreamToken(
  server: Server,
  token: string,
): Promise<UpstreamPerson | RefusedUpstreamToken> {
  const gated = gateToken(token, HEADER)
  if (!gated.ok) return { ...gated, issuer: null }
  const { iss } = gated.payload
  const issuer = typeof iss === 'string' ? iss : null
  const upstream = issuer === null ? null : await server.store.upstreams.findByIssuer(issuer)
  if (upstream === null || issuer === server.settings.url) {
    return { ok: false, reason: 'issuer-unknown', issuer }
  }
  const refused = await checkSignature(server, upstream, gated)
  if (refused !== null) return { ...refused, issuer }
  const checked = checkUpstreamClaims(upstream, gated, await server.store.nowMs())
  return checked.ok ? { ...checked, upstream, opensOnce: gated.signingInput } : { ...checked, issuer }
}

/** The longest life of an id_token that came straight from the token endpoint, in seconds: it is used at once. */
const MAX_ID_TOKEN_SECONDS = 24 * 60 * 60

/** Verifies the id_token of a sign-in, which is for this client and answers this nonce (OpenID Connect Core 3.1.3.7). */
export async function verifyIdToken(
  server: Server,
  upstream: Upstream & { readonly client: UpstreamClient },
  token: string,
  nonce: string,
): Promise<UpstreamSubject | UpstreamRefusal> {
  const gated = gateToken(token, HEADER)
  if (!gated.ok) return gated
  const refused = await checkSignature(server, upstream, gated)
  if (refused !== null) return refused
  const asClient: Upstream = {
    ...upstream,
    kind: 'oidc', // whatever its other tokens are
    audiences: [upstream.client.clientId],
    authorizedParties: [],
    maxTokenAgeSeconds: MAX_ID_TOKEN_SECONDS,
    allowActor: false,
  }
  // Elsewhere the mark of an access token; here, where nothing else can stand, some say by it whom the token is for.
  const { client_id: clientId, ...others } = gated.payload
  const payload = clientId === upstream.client.clientId ? others : gated.payload
  const checked = checkUpstreamClaims(asClient, { ...gated, payload }, await server.store.nowMs())
  if (!checked.ok) return checked
  return payload['nonce'] === nonce ? checked : { ok: false, reason: 'token-nonce-invalid' }
}

/** Verifies a logout token. */
export async function verifyLogoutToken(
  server: Server,
  upstream: Upstream,
  token: string,
): Promise<UpstreamLogout | UpstreamRefusal> {
  const gated = gateToken(token, HEADER)
  if (!gated.ok) return gated
  const refused = await checkSignature(server, upstream, gated)
  return refused ?? checkLogoutClaims(upstream, gated, await server.store.nowMs())
}

async function checkSignature(
  server: Server,
  upstream: Upstream,
  { algorithm, keyId, signingInput, signature }: GatedToken,
): Promise<UpstreamRefusal | null> {
  const allowed = upstream.algorithms.find((name) => name === algorithm)
  if (allowed === undefined || keyId === null) return { ok: false, reason: 'token-algorithm-invalid' }
  const { jwksUrl } = upstream
  if (jwksUrl === null) return { ok: false, reason: 'issuer-unknown' }
  const found = await server.upstreamKeys.find({ ...upstream, jwksUrl }, keyId)
  if (found === 'unavailable') return { ok: false, reason: 'keys-unavailable' }
  if (found === 'unknown') return { ok: false, reason: 'token-key-unknown' }
  if (found.algorithm !== allowed) return { ok: false, reason: 'token-algorithm-invalid' }
  return signatureHolds({ algorithm: allowed, key: found.key, signingInput, signature })
    ? null
    : { ok: false, reason: 'token-signature-invalid' }
}
