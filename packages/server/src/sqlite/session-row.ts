/** Between rows of the tables `sessions` and `clients` and what core knows of them. */

import type {
  Client,
  ClientId,
  EndReason,
  RefreshChain,
  Session,
  SessionEnd,
  SessionId,
  StepKind,
  TerminalState,
  Transport,
  UserId,
} from '@coatcheck/core'

/** A row as the driver gives it. */
export type Row = { readonly [column: string]: unknown }

/** A session from its row. Ids and states in the database were made by core. */
export function sessionFromRow(row: Row): Session {
  return {
    id: row['id'] as SessionId,
    userId: row['user_id'] as UserId,
    clientId: row['client_id'] as ClientId,
    transport: row['transport'] as Transport,
    createdAtMs: row['created_at'] as number,
    lastActiveAtMs: row['last_active_at'] as number,
    end: endFromRow(row),
    epoch: row['epoch'] as number,
    limits: {
      idleMs: row['idle_ms'] as number | null,
      activitySlackMs: row['slack_ms'] as number,
      absoluteExpiresAtMs: row['absolute_at'] as number,
      tokenLifetimeMs: row['token_ms'] as number,
      tokenMaxLifetimeMs: row['token_max_ms'] as number,
    },
    factors: {
      firstAtMs: row['first_factor_at'] as number | null,
      secondAtMs: row['second_factor_at'] as number | null,
    },
    factorsBefore: {
      firstAtMs: row['first_factor_before'] as number | null,
      secondAtMs: row['second_factor_before'] as number | null,
    },
    opaqueHash: row['opaque_hash'] as Uint8Array | null,
    chain: chainFromRow(row),
    tokensUntilMs: row['tokens_until'] as number | null,
    rememberMe: row['remember_me'] === 1,
    device: { address: row['address'] as string | null, userAgent: row['user_agent'] as string | null },
    actor: row['actor'] === null ? null : { sub: row['actor'] as string },
    authorizedParty: row['authorized_party'] as string,
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

function endFromRow(row: Row): SessionEnd | null {
  if (row['end_state'] === null) return null
  return {
    state: row['end_state'] as TerminalState,
    reason: row['end_reason'] as EndReason,
    atMs: row['ended_at'] as number,
  }
}

function chainFromRow(row: Row): RefreshChain | null {
  if (row['salt'] === null) return null
  const thumbprint = row['dpop_thumbprint'] as string | null
  return {
    counter: row['counter'] as number,
    salt: row['salt'] as Uint8Array,
    keyed: row['keyed'] === 1,
    dpop: thumbprint === null ? null : { thumbprint, nonExtractable: row['dpop_non_extractable'] === 1 },
    lastStep:
      row['step_at'] === null
        ? null
        : {
            keyHash: row['step_key'] as Uint8Array | null,
            secretVersion: row['step_secret'] as number,
            atMs: row['step_at'] as number,
            kind: row['step_kind'] as StepKind,
          },
    previousKeyHash:
      row['previous_key_unknown'] === 1 ? 'unknown' : (row['previous_key'] as Uint8Array | null),
  }
}
