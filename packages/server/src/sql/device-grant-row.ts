/** From a row of the table `device_grants` to the request, and to what its device hears. */

import type {
  AppId,
  DeviceApproval,
  DeviceGrant,
  DevicePoll,
  DeviceRequest,
  OrganizationId,
  SessionId,
  SignInMethod,
  TicketId,
  UserId,
} from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** A request from its row. */
export function deviceGrantFromRow(row: Row): DeviceGrant {
  return {
    id: row['id'] as TicketId,
    hash: Uint8Array.from(row['hash'] as Uint8Array),
    userCodeHash: Uint8Array.from(row['user_code_hash'] as Uint8Array),
    clientId: row['client_id'] as AppId,
    scopes: JSON.parse(row['scopes'] as string) as readonly string[],
    resources: JSON.parse(row['resources'] as string) as readonly string[],
    device: { address: row['address'] as string | null, userAgent: row['user_agent'] as string | null },
    createdAtMs: row['created_at'] as number,
    expiresAtMs: row['expires_at'] as number,
    decision: row['decision'] as DeviceGrant['decision'],
    approval: row['user_id'] === null ? null : approvalFromRow(row),
  }
}

function approvalFromRow(row: Row): DeviceApproval {
  return {
    userId: row['user_id'] as UserId,
    epoch: row['epoch'] as number,
    sessionId: row['session_id'] as SessionId,
    endsWithSession: row['ends_with_session'] === 1,
    organizationId: row['organization_id'] as OrganizationId | null,
    factors: {
      firstAtMs: row['first_factor_at'] as number | null,
      secondAtMs: row['second_factor_at'] as number | null,
    },
    method: row['method'] as SignInMethod | null,
  }
}

/** What a device hears, from its row after it asked: the moment is that of the asking. */
export function devicePollFromRow(row: Row): DevicePoll {
  const grant = deviceGrantFromRow(row)
  const intervalMs = row['interval_ms'] as number
  if ((row['polled_at'] as number) >= grant.expiresAtMs) return { outcome: 'expired' }
  if (grant.decision === 'denied') return { outcome: 'denied' }
  if (grant.approval !== null) return { outcome: 'approved', grant, approval: grant.approval }
  return { outcome: row['too_soon'] === 1 ? 'slow-down' : 'pending', intervalMs }
}

/** Columns by name. */
type Columns = { readonly [column: string]: string | number | Uint8Array | null }

/** The columns of a new request. */
export function deviceRequestColumns(request: DeviceRequest): Columns {
  const { id, hash, userCodeHash, clientId, scopes, resources, device } = request
  return {
    id,
    hash,
    user_code_hash: userCodeHash,
    client: clientId,
    scopes: JSON.stringify(scopes),
    resources: JSON.stringify(resources),
    address: device.address,
    user_agent: device.userAgent,
  }
}

/** The columns of an approval. */
export function deviceApprovalColumns(id: TicketId, approval: DeviceApproval): Columns {
  const { userId, epoch, sessionId, endsWithSession, organizationId, factors, method } = approval
  return {
    id,
    user: userId,
    epoch,
    session: sessionId,
    ends_with_session: endsWithSession ? 1 : 0,
    organization: organizationId,
    first_factor_at: factors.firstAtMs,
    second_factor_at: factors.secondAtMs,
    method,
  }
}
