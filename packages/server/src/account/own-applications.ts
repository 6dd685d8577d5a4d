/** The applications that a person let in: by consent, or because they are our own. */

import type { AppId, OAuthClient, SessionReading, UserId } from '@coatcheck/core'
import { livingSessionsOf } from '../devices/device-routes.ts'
import type { Server } from '../server.ts'

/** One of them. */
export type OwnApplication = {
  readonly client: OAuthClient
  readonly scopes: readonly string[]
  readonly sinceMs: number
  /** When it last got tokens; `null` when nothing that it holds lives any more. */
  readonly lastUsedAtMs: number | null
}

/** All of a person's, the one used last first. */
export async function ownApplications(server: Server, userId: UserId): Promise<readonly OwnApplication[]> {
  const consents = await server.store.oauthConsents.list(userId)
  const grants = (await livingSessionsOf(server, userId)).filter(({ session }) => session.oauth !== null)
  const ids = new Set<AppId>([
    ...consents.map(({ clientId }) => clientId),
    ...grants.flatMap(({ session }) => session.oauth?.clientId ?? []),
  ])
  const found: OwnApplication[] = []
  for (const id of ids) {
    const known = await server.store.oauthClients.find(id)
    if (known === null) continue
    const consent = consents.find(({ clientId }) => clientId === id)
    const held = grants.filter(({ session }) => session.oauth?.clientId === id)
    const scopes = [...(consent?.scopes ?? []), ...held.flatMap(({ session }) => session.oauth?.scopes ?? [])]
    const opened = held.map(({ session }) => session.createdAtMs)
    found.push({
      client: known.client,
      scopes: [...new Set(scopes)],
      sinceMs: Math.min(...opened, consent?.createdAtMs ?? Infinity),
      lastUsedAtMs: held.length === 0 ? null : Math.max(...held.map(lastUseMs)),
    })
  }
  return found.toSorted((one, other) => (other.lastUsedAtMs ?? 0) - (one.lastUsedAtMs ?? 0))
}

function lastUseMs({ session }: SessionReading): number {
  return Math.max(session.createdAtMs, session.lastActiveAtMs, session.chain?.lastStep?.atMs ?? 0)
}
