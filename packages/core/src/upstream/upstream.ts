/** Upstreams: the issuers whose people come in here, by their tokens or by signing in there, each pinned in a row. */

import type { ActContext } from '../event/event.ts'
import type { AppId } from '../id/id.ts'

/** What kind of token an upstream issues, and so which of its claims mean what; `github` issues none. */
export type UpstreamKind = 'oidc' | 'clerk' | 'supabase' | 'github'

/** Signature algorithms that an upstream may use: asymmetric only. */
export type UpstreamAlgorithm = 'RS256' | 'ES256' | 'EdDSA'

/** How this server proves to an upstream who it is (OpenID Connect Core section 9). */
export type ClientAuthentication = 'client_secret_basic' | 'client_secret_post' | 'none'

/** What this server is to an upstream that people sign in with: a client of it, with the endpoints pinned. */
export type UpstreamClient = {
  readonly clientId: string
  readonly authentication: ClientAuthentication
  readonly scopes: readonly string[]
  readonly authorizationUrl: string
  readonly tokenUrl: string
  /** Asked for what the id_token leaves out; `null` where there is none. */
  readonly userInfoUrl: string | null
  /** It names itself in every answer that comes through the browser (RFC 9207): one without is none of its own. */
  readonly namesIssuer: boolean
}

/** An upstream's row. */
export type Upstream = {
  readonly id: AppId
  readonly kind: UpstreamKind
  /** Compared byte by byte with `iss`. */
  readonly issuer: string
  /** What people know it as, on buttons. */
  readonly name: string
  /** `null` for one that signs nothing. */
  readonly jwksUrl: string | null
  readonly algorithms: readonly UpstreamAlgorithm[]
  /** Accepted `aud` values of tokens to exchange. */
  readonly audiences: readonly string[]
  /** Accepted `azp` values. Audiences or parties must be given: a token made for somebody else is no sign-in. */
  readonly authorizedParties: readonly string[]
  /** The longest life (`exp - iat`) a token may have, in seconds. */
  readonly maxTokenAgeSeconds: number
  /** Accept tokens of somebody acting as the user (`act`). */
  readonly allowActor: boolean
  /** People may sign in with it on our pages; only with a client. */
  readonly signIn: boolean
  /** Somebody who is new here gets an account. */
  readonly signUp: boolean
  readonly client: UpstreamClient | null
  readonly sealedClientSecret: Uint8Array | null
  /** When a session, or a person, ends there, what came from it ends here. */
  readonly endsSessions: boolean
  /** What its webhooks are signed with. */
  readonly sealedWebhookSecret: Uint8Array | null
  readonly createdAtMs: number
}

/** An upstream to keep. */
export type NewUpstream = Omit<Upstream, 'createdAtMs'>

/** What may be changed of one. */
export type UpstreamPatch = Partial<Omit<NewUpstream, 'id' | 'issuer' | 'kind'>>

/** The port for upstreams. */
export type UpstreamStore = {
  readonly create: (upstream: NewUpstream, context: ActContext) => Promise<'created' | 'issuer-taken'>
  readonly find: (id: AppId) => Promise<Upstream | null>
  readonly findByIssuer: (issuer: string) => Promise<Upstream | null>
  readonly list: () => Promise<readonly Upstream[]>
  readonly update: (id: AppId, patch: UpstreamPatch, context: ActContext) => Promise<Upstream | null>
  readonly delete: (id: AppId, context: ActContext) => Promise<boolean>
}
