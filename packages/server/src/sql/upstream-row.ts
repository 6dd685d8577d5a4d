/** Between rows of the table `upstreams` and what core knows of an upstream. */

import type {
  AppId,
  NewUpstream,
  Upstream,
  UpstreamAlgorithm,
  UpstreamClient,
  UpstreamKind,
} from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** The columns that can be changed. */
export const UPSTREAM_COLUMNS = [
  'kind',
  'jwks_url',
  'algorithms',
  'audiences',
  'authorized_parties',
  'max_token_age_seconds',
  'allow_actor',
  'name',
  'sign_in',
  'sign_up',
  'client',
  'sealed_client_secret',
  'ends_sessions',
  'sealed_webhook_secret',
] as const

/** The values of those columns. */
export function columnsOfUpstream(
  upstream: NewUpstream,
): Record<string, string | number | Uint8Array | null> {
  return {
    kind: upstream.kind,
    jwks_url: upstream.jwksUrl ?? '',
    algorithms: JSON.stringify(upstream.algorithms),
    audiences: JSON.stringify(upstream.audiences),
    authorized_parties: JSON.stringify(upstream.authorizedParties),
    max_token_age_seconds: upstream.maxTokenAgeSeconds,
    allow_actor: Number(upstream.allowActor),
    name: upstream.name,
    sign_in: Number(upstream.signIn),
    sign_up: Number(upstream.signUp),
    client: upstream.client === null ? null : JSON.stringify(upstream.client),
    sealed_client_secret: upstream.sealedClientSecret,
    ends_sessions: Number(upstream.endsSessions),
    sealed_webhook_secret: upstream.sealedWebhookSecret,
  }
}

/** An upstream from its row. */
export function upstreamFromRow(row: Row): Upstream {
  return {
    id: row['id'] as AppId,
    kind: row['kind'] as UpstreamKind,
    issuer: row['issuer'] as string,
    name: row['name'] as string,
    jwksUrl: row['jwks_url'] === '' ? null : (row['jwks_url'] as string),
    algorithms: JSON.parse(row['algorithms'] as string) as UpstreamAlgorithm[],
    audiences: JSON.parse(row['audiences'] as string) as string[],
    authorizedParties: JSON.parse(row['authorized_parties'] as string) as string[],
    maxTokenAgeSeconds: row['max_token_age_seconds'] as number,
    allowActor: row['allow_actor'] === 1,
    signIn: row['sign_in'] === 1,
    signUp: row['sign_up'] === 1,
    client: row['client'] === null ? null : (JSON.parse(row['client'] as string) as UpstreamClient),
    sealedClientSecret: row['sealed_client_secret'] as Uint8Array | null,
    endsSessions: row['ends_sessions'] === 1,
    sealedWebhookSecret: row['sealed_webhook_secret'] as Uint8Array | null,
    createdAtMs: row['created_at'] as number,
  }
}
