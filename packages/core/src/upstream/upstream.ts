/** Upstreams: the issuers whose tokens can be exchanged for a session, each pinned in a row of its own. */

import type { ActContext } from '../event/event.ts'
import type { AppId } from '../id/id.ts'

/** What kind of token an upstream issues, and so which of its claims mean what. */
export type UpstreamKind = 'oidc' | 'clerk' | 'supabase'

/** Signature algorithms that an upstream may use: asymmetric only. */
export type UpstreamAlgorithm = 'RS256' | 'ES256' | 'EdDSA'

/** An upstream's row. */
export type Upstream = {
  readonly id: AppId
  readonly kind: UpstreamKind
  /** Compared byte by byte with `iss`. */
  readonly issuer: string
  readonly jwksUrl: string
  readonly algorithms: readonly UpstreamAlgorithm[]
  /** Accepted `aud` values. */
  readonly audiences: readonly string[]
  /** Accepted `azp` values. Audiences or parties must be given: a token made for somebody else is no sign-in. */
  readonly authorizedParties: readonly string[]
  /** The longest life (`exp - iat`) a token may have, in seconds. */
  readonly maxTokenAgeSeconds: number
  /** Accept tokens of somebody acting as the user (`act`). */
  readonly allowActor: boolean
  readonly createdAtMs: number
}

/** An upstream to keep. */
export type NewUpstream = Omit<Upstream, 'createdAtMs'>

/** The port for upstreams. */
export type UpstreamStore = {
  readonly create: (upstream: NewUpstream, context: ActContext) => Promise<'created' | 'issuer-taken'>
  readonly findByIssuer: (issuer: string) => Promise<Upstream | null>
  readonly list: () => Promise<readonly Upstream[]>
  readonly update: (
    id: AppId,
    patch: Partial<Omit<NewUpstream, 'id' | 'issuer'>>,
    context: ActContext,
  ) => Promise<Upstream | null>
  readonly delete: (id: AppId, context: ActContext) => Promise<boolean>
}
