/** The row of a session that is being opened. */

import type { EventDraft, OpenSession } from '@coatcheck/core'

/** Of a session that is pending: who has half of what a sign-in needs ends nothing of whose it is. */
export const PUSHES_NOBODY = {
  replaceOtherDevices: false,
  replaceOtherAccounts: false,
  maxSessions: null,
} as const

/** What a column of it may be. */
type Column = string | number | Uint8Array | null

/** What names what a grant depends on. */
type GrantParameters = {
  readonly [name in 'user' | 'client' | 'parent' | 'organization' | 'code' | 'device']: string | null
}

/** Inserts the row; `:at` is the moment that everything counts from. */
export const INSERT_SESSION = `INSERT INTO sessions (
    id, user_id, client_id, transport, created_at, last_active_at, epoch,
    idle_ms, slack_ms, absolute_at, token_ms, token_max_ms,
    first_factor_at, second_factor_at, first_factor_before, second_factor_before,
    opaque_hash, salt, counter, keyed, dpop_thumbprint, dpop_non_extractable, previous_key_unknown, refresh_tat,
    remember_me, address, user_agent, actor, authorized_party, second_factor_due,
    method, oauth_client_id, oauth, oauth_organization_id, parent_id)
  VALUES (
    :id, :user, :client, :transport, :at, :at, :epoch,
    :idle, :slack, :absolute, :token, :tokenMax,
    :first, :second, :first, :second,
    :opaque, :salt, 0, :keyed, :dpop, :nonExtractable, 0, 0,
    :remember, :address, :userAgent, :actor, :party, :due,
    :method, :oauthClient, :oauth, :oauthOrganization, :parent)`

/** When its absolute limit passes. */
export function absoluteEnd({ absoluteFromMs, limits }: OpenSession, nowMs: number): number {
  return (absoluteFromMs ?? nowMs) + limits.absoluteMs
}

/** The parameters of `INSERT_SESSION`. */
export function insertedSession(
  input: OpenSession,
  isPending: boolean,
  nowMs: number,
): Record<string, Column> {
  const { limits, factors, chain, device, oauth } = input
  const at = (time: 'now' | number | null): number | null => (time === 'now' ? nowMs : time)
  return {
    id: input.id,
    user: input.userId,
    client: input.client.id,
    transport: input.transport,
    at: nowMs,
    epoch: input.epoch,
    idle: limits.idleMs,
    slack: limits.activitySlackMs,
    absolute: absoluteEnd(input, nowMs),
    token: limits.tokenLifetimeMs,
    tokenMax: limits.tokenMaxLifetimeMs,
    first: at(factors.firstAtMs),
    second: at(factors.secondAtMs),
    opaque: input.opaqueHash,
    salt: chain?.salt ?? null,
    keyed: Number(chain?.keyed ?? false),
    dpop: chain?.dpop?.thumbprint ?? null,
    nonExtractable: Number(chain?.dpop?.nonExtractable ?? false),
    remember: Number(input.rememberMe),
    address: device.address,
    userAgent: device.userAgent,
    actor: input.actor?.sub ?? null,
    party: input.authorizedParty,
    due: Number(isPending),
    method: input.method,
    oauthClient: oauth?.clientId ?? null,
    oauth: oauth === null ? null : JSON.stringify({ scopes: oauth.scopes, resources: oauth.resources }),
    oauthOrganization: oauth?.organizationId ?? null,
    parent: oauth?.parentId ?? null,
  }
}

/** The parameters that name what a grant depends on: each that is not `null` must be there; `null` of what is no grant. */
export function grantParameters({ oauth, userId, grantedBy }: OpenSession): GrantParameters | null {
  if (oauth === null) return null
  return {
    user: userId,
    client: oauth.clientId,
    parent: oauth.parentId,
    organization: oauth.organizationId,
    code: grantedBy?.kind === 'code' ? grantedBy.id : null,
    device: grantedBy?.kind === 'device' ? grantedBy.id : null,
  }
}

/** What the event of an opening says besides. */
export function openedDetails({ transport, oauth }: OpenSession): EventDraft['details'] {
  return oauth === null ? { transport } : { transport, oauthClientId: oauth.clientId }
}
