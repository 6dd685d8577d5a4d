/** Grants that somebody gave, without the pages by which people give them. */

import { nodeCrypto, nodeRandom } from '@coatcheck/server'
import { type Subject, subjectOf } from '@coatcheck/core/testing'
import type { AppId, SessionId } from '@coatcheck/core'
import type { RunningCoatcheck } from './start-coatcheck.ts'

/** Opens so many grants of a client, of one new user. @returns Their sessions. */
export async function openGrants(
  { server }: Pick<RunningCoatcheck, 'server'>,
  clientId: string,
  count: number,
): Promise<readonly SessionId[]> {
  const world = { random: nodeRandom, crypto: nodeCrypto }
  const passTime = async (): Promise<void> => {}
  const subject: Subject = subjectOf(world, { store: server.store, passTime, close: passTime })
  const user = await subject.user()
  const oauth = {
    clientId: clientId as AppId,
    scopes: ['openid'],
    resources: [server.settings.url],
    organizationId: null,
    parentId: null,
  }
  const sessions: SessionId[] = []
  for (let n = 0; n < count; n++) sessions.push((await subject.open(user, { oauth })).session.id)
  return sessions
}
