/** Between rows of the tables `sessions` and `clients` and what core knows of them. */

import type {
  Client,
  AppId,
  ClientId,
  EndReason,
  OAuthGrant,
  OrganizationId,
  RefreshChain,
  Session,
  SessionEnd,
  SessionId,
  SignInMethod,
  StepKind,
  TerminalState,
  Transport,
  UserId,
  UserStanding,
} from '@coatcheck/core'

/** A row as the driver gives it. */
export type Row = { readonly [column: string]: unknown }

/** A session's columns, then its user's standing, in the order in which every statement selects them. */
const COLUMNS = [
  'id',
  'user_id',
  'client_id',
  'transport',
  'created_at',
  'last_active_at',
  'end_state',
  'end_reason',
  'ended_at',
  'epoch',
  'idle_ms',
  'slack_ms',
  'absolute_at',
  'token_ms',
  'token_max_ms',
  'first_factor_at',
  'second_factor_at',
  'first_factor_before',
  'second_factor_before',
  'opaque_hash',
  'salt',
  'counter',
  'keyed',
  'dpop_thumbprint',
  'dpop_non_extractable',
  'step_key',
  'step_secret',
  'step_at',
  'step_kind',
  'previous_key',
  'previous_key_unknown',
  'refresh_tat',
  'tokens_until',
  'remember_me',
  'address',
  'user_agent',
  'actor',
  'authorized_party',
  'user_state',
  'user_epoch',
  'second_factor_due',
  'active_organization_id',
  // What follows is not in copies of former versions: it reads as `undefined` there.
  'method',
  'oauth_client_id',
  'oauth',
  'oauth_organization_id',
  'parent_id',
] as const

type Column = (typeof COLUMNS)[number]

/** Where each column stands in a row. Rows come as arrays: as objects, their forty names cost more than the read. */
const AT = Object.fromEntries(COLUMNS.map((column, index) => [column, index])) as {
  readonly [C in Column]: number
}

/** A session's row, joined with its user's standing, as an array of values. */
export type SessionRow = readonly unknown[]

/** What to select of `sessions s JOIN users u`. */
export const SESSION_COLUMNS: string = COLUMNS.map((column) => {
  if (column === 'user_state') return 'u.state'
  return column === 'user_epoch' ? 'u.epoch' : `s.${column}`
}).join(', ')

/** What to return of an update of `sessions` that only a session of an enabled user's own epoch matches. */
export const LIVE_SESSION_COLUMNS: string = COLUMNS.map((column) => {
  if (column === 'user_state') return "'enabled'"
  return column === 'user_epoch' ? 'epoch' : column
}).join(', ')

/** What a proof makes of `second_factor_due`: 1 for due, 2 for what was due until the last proof, 0 for all others. */
export const NO_LONGER_DUE = 'second_factor_due = CASE second_factor_due WHEN 1 THEN 2 ELSE 0 END'

/** The standing of the user of a session's row. */
export function standingFromRow(row: SessionRow): UserStanding {
  return { state: row[AT.user_state] as UserStanding['state'], epoch: row[AT.user_epoch] as number }
}

/** A session from its row. Ids and states in the database were made by core. */
export function sessionFromRow(row: SessionRow): Session {
  return {
    id: row[AT.id] as SessionId,
    userId: row[AT.user_id] as UserId,
    clientId: row[AT.client_id] as ClientId,
    transport: row[AT.transport] as Transport,
    createdAtMs: row[AT.created_at] as number,
    lastActiveAtMs: row[AT.last_active_at] as number,
    end: endFromRow(row),
    epoch: row[AT.epoch] as number,
    limits: {
      idleMs: row[AT.idle_ms] as number | null,
      activitySlackMs: row[AT.slack_ms] as number,
      absoluteExpiresAtMs: row[AT.absolute_at] as number,
      tokenLifetimeMs: row[AT.token_ms] as number,
      tokenMaxLifetimeMs: row[AT.token_max_ms] as number,
    },
    factors: {
      firstAtMs: row[AT.first_factor_at] as number | null,
      secondAtMs: row[AT.second_factor_at] as number | null,
    },
    activeOrganizationId: row[AT.active_organization_id] as OrganizationId | null,
    needsSecondFactor: row[AT.second_factor_due] === 1,
    neededSecondFactor: row[AT.second_factor_due] === 2,
    factorsBefore: {
      firstAtMs: row[AT.first_factor_before] as number | null,
      secondAtMs: row[AT.second_factor_before] as number | null,
    },
    opaqueHash: row[AT.opaque_hash] as Uint8Array | null,
    chain: chainFromRow(row),
    tokensUntilMs: row[AT.tokens_until] as number | null,
    rememberMe: row[AT.remember_me] === 1,
    device: { address: row[AT.address] as string | null, userAgent: row[AT.user_agent] as string | null },
    actor: row[AT.actor] === null ? null : { sub: row[AT.actor] as string },
    authorizedParty: row[AT.authorized_party] as string,
    method: (row[AT.method] ?? null) as SignInMethod | null,
    oauth: grantFromRow(row),
  }
}

/** A client from its row. */
export function clientFromRow(row: Row): Client {
  return {
    id: row['id'] as ClientId,
    secretHash: row['secret_hash'] as Uint8Array | null,
    previousSecretHash: row['previous_secret_hash'] as Uint8Array | null,
    rotatedAtMs: row['rotated_at'] as number,
    activeSessionId: row['active_session_id'] as SessionId | null,
    createdAtMs: row['created_at'] as number,
  }
}

function endFromRow(row: SessionRow): SessionEnd | null {
  if (row[AT.end_state] === null) return null
  return {
    state: row[AT.end_state] as TerminalState,
    reason: row[AT.end_reason] as EndReason,
    atMs: row[AT.ended_at] as number,
  }
}

function grantFromRow(row: SessionRow): OAuthGrant | null {
  const clientId = (row[AT.oauth_client_id] ?? null) as AppId | null
  if (clientId === null) return null
  return {
    clientId,
    ...(JSON.parse(row[AT.oauth] as string) as Pick<OAuthGrant, 'scopes' | 'resources'>),
    organizationId: row[AT.oauth_organization_id] as OrganizationId | null,
    parentId: row[AT.parent_id] as SessionId | null,
  }
}

function chainFromRow(row: SessionRow): RefreshChain | null {
  if (row[AT.salt] === null) return null
  const thumbprint = row[AT.dpop_thumbprint] as string | null
  return {
    counter: row[AT.counter] as number,
    salt: row[AT.salt] as Uint8Array,
    keyed: row[AT.keyed] === 1,
    dpop: thumbprint === null ? null : { thumbprint, nonExtractable: row[AT.dpop_non_extractable] === 1 },
    lastStep:
      row[AT.step_at] === null
        ? null
        : {
            keyHash: row[AT.step_key] as Uint8Array | null,
            secretVersion: row[AT.step_secret] as number,
            atMs: row[AT.step_at] as number,
            kind: row[AT.step_kind] as StepKind,
          },
    previousKeyHash:
      row[AT.previous_key_unknown] === 1 ? 'unknown' : (row[AT.previous_key] as Uint8Array | null),
  }
}
