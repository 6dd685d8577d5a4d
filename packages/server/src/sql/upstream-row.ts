/** Between rows of the table `upstreams` and what core knows of an upstream. */

import type { AppId, NewUpstream, Upstream, UpstreamAlgorithm, UpstreamKind } from '@coatcheck/core'
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
] as const

/** The values of those columns. */
export function columnsOfUpstream(upstream: NewUpstream): Record<string, string | number | null> {
  return {
    kind: upstream.kind,
    jwks_url: upstream.jwksUrl,
    algorithms: JSON.stringify(upstream.algorithms),
    audiences: JSON.stringify(upstream.audiences),
    authorized_parties: JSON.stringify(upstream.authorizedParties),
    max_token_age_seconds: upstream.maxTokenAgeSeconds,
    allow_actor: Number(upstream.allowActor),
  }
}

/** An upstream from its row. */
export function upstreamFromRow(row: Row): Upstream {
  return {
    id: row['id'] as AppId,
    kind: row['kind'] as UpstreamKind,
    issuer: row['issuer'] as string,
    jwksUrl: row['jwks_url'] as string,
    algorithms: JSON.parse(row['algorithms'] as string) as UpstreamAlgorithm[],
    audiences: JSON.parse(row['audiences'] as string) as string[],
    authorizedParties: JSON.parse(row['authorized_parties'] as string) as string[],
    maxTokenAgeSeconds: row['max_token_age_seconds'] as number,
    allowActor: row['allow_actor'] === 1,
    createdAtMs: row['created_at'] as number,
  }
}
