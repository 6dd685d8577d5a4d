/** From a row of the table `events` to the event. */

import type {
  ClientId,
  EventActor,
  EventId,
  EventType,
  SecurityEvent,
  SessionId,
  UserId,
} from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** An event from its row. */
export function eventFromRow(row: Row): SecurityEvent {
  return {
    id: row['id'] as EventId,
    atMs: row['at'] as number,
    type: row['type'] as EventType,
    outcome: row['outcome'] as SecurityEvent['outcome'],
    actor: actorFromRow(row),
    userId: row['user_id'] as UserId | null,
    sessionId: row['session_id'] as SessionId | null,
    clientId: row['client_id'] as ClientId | null,
    device: { address: row['address'] as string | null, userAgent: row['user_agent'] as string | null },
    reason: row['reason'] as string | null,
    details: JSON.parse(row['details'] as string) as SecurityEvent['details'],
  }
}

function actorFromRow(row: Row): EventActor {
  const kind = row['actor_kind'] as EventActor['kind']
  const id = row['actor_id'] as string
  const by = row['actor_by'] as string | null
  if (kind === 'user') return by === null ? { kind, id } : { kind, id, by }
  return kind === 'admin' || kind === 'app' ? { kind, id } : { kind }
}
