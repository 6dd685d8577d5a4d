/** Between rows of the table `authorization_codes` and what core knows of a code. */

import type { AppId, AuthorizationCode, OrganizationId, SessionId, TicketId, UserId } from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** Keeps a code if `alive` is true of its session. */
export function insertCode(alive: string): string {
  return `INSERT INTO authorization_codes (id, hash, client_id, user_id, epoch, session_id, ends_with_session,
      redirect_uri, code_challenge, scopes, resources, organization_id, nonce, dpop_thumbprint,
      first_factor_at, second_factor_at, method, expires_at)
    SELECT :id, :hash, :client, user_id, :epoch, id, :endsWithSession,
      :redirectUri, :codeChallenge, :scopes, :resources, :organization, :nonce, :dpop,
      :first, :second, :method, :now + :lifetime
    FROM sessions WHERE id = :session AND user_id = :user AND second_factor_due <> 1 AND ${alive} RETURNING id`
}

/** The parameters that are the code's own. */
export function columnsOfCode(
  code: Omit<AuthorizationCode, 'expiresAtMs'>,
): Record<string, string | number | Uint8Array | null> {
  return {
    id: code.id,
    hash: code.hash,
    client: code.clientId,
    user: code.userId,
    epoch: code.epoch,
    session: code.sessionId,
    endsWithSession: Number(code.endsWithSession),
    redirectUri: code.redirectUri,
    codeChallenge: code.codeChallenge,
    scopes: JSON.stringify(code.scopes),
    resources: JSON.stringify(code.resources),
    organization: code.organizationId,
    nonce: code.nonce,
    dpop: code.dpopThumbprint,
    first: code.factors.firstAtMs,
    second: code.factors.secondAtMs,
    method: code.method,
  }
}

/** A code from its row. */
export function codeFromRow(row: Row): AuthorizationCode {
  return {
    id: row['id'] as TicketId,
    hash: row['hash'] as Uint8Array,
    clientId: row['client_id'] as AppId,
    userId: row['user_id'] as UserId,
    epoch: row['epoch'] as number,
    sessionId: row['session_id'] as SessionId,
    endsWithSession: row['ends_with_session'] === 1,
    redirectUri: row['redirect_uri'] as string,
    codeChallenge: row['code_challenge'] as string,
    scopes: JSON.parse(row['scopes'] as string) as string[],
    resources: JSON.parse(row['resources'] as string) as string[],
    organizationId: row['organization_id'] as OrganizationId | null,
    nonce: row['nonce'] as string | null,
    dpopThumbprint: row['dpop_thumbprint'] as string | null,
    factors: {
      firstAtMs: row['first_factor_at'] as number | null,
      secondAtMs: row['second_factor_at'] as number | null,
    },
    method: row['method'] as AuthorizationCode['method'],
    expiresAtMs: row['expires_at'] as number,
  }
}
