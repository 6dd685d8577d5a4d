/** Refreshes what is kept: by one process at a time, and so that a crash at any moment loses nothing. */

import { NativeError } from './native-error.ts'
import type { NativeClient } from './native-options.ts'
import { readOwn } from './own-grant.ts'
import { readTokens } from './received-tokens.ts'
import { ask, refusalOf } from './request.ts'
import type { StoredGrant } from './token-store.ts'

/** What a refresh goes by. */
export type RefreshPlan = {
  /** Where the token endpoint is. */
  readonly token: () => Promise<string>
  /** Whether what is kept needs no refresh: another process may have done it. */
  readonly isGood: (grant: StoredGrant) => boolean
}

/** How often one call asks at most: a repeated answer without an access token, a duplicate, and the refresh itself. */
const MOST_STEPS = 4

/**
 * An access token from the store, or a new one.
 *
 * @throws {NativeError} `signed-out` when the grant is over: what was kept is gone then.
 */
export async function refreshGrant(client: NativeClient, plan: RefreshPlan): Promise<string> {
  return await client.store.exclusively(async () => {
    let superseded: string | null = null
    for (let step = 0; step < MOST_STEPS; step++) {
      const grant = await readOwn(client)
      const { accessToken, refreshToken } = grant
      if (accessToken !== null && plan.isGood(grant)) return accessToken
      const outcome = await refreshOnce(client, await plan.token(), grant, superseded === refreshToken)
      if (outcome === 'superseded') superseded = refreshToken
      else if (outcome.accessToken !== null) return outcome.accessToken
    }
    throw new NativeError('busy', 'the server gave no access token; try again')
  })
}

/** One request. A late duplicate gets nothing: the store is read anew, and what still stands there is said to be so. */
async function refreshOnce(
  client: NativeClient,
  url: string,
  grant: StoredGrant,
  stillCurrent: boolean,
): Promise<StoredGrant | 'superseded'> {
  const { refreshToken, refreshKey } = grant
  const form = {
    grant_type: 'refresh_token',
    client_id: client.clientId,
    refresh_token: refreshToken,
    ...(stillCurrent && { still_current: 'true' }),
  }
  const answer = await ask(client, { url, form, idempotencyKey: refreshKey })
  switch (answer.body['error']) {
    case undefined:
      break
    case 'refresh_superseded':
      // With the successor in it, it answers a repeated request late: that one gets an access token.
      if (answer.body['refresh_token'] === undefined) return 'superseded'
      break
    case 'invalid_grant':
      if (await isKept(client, refreshToken)) await client.store.write(null)
      throw new NativeError('signed-out', 'the sign-in is over: it ended, was revoked, or is too old')
    default:
      throw refusalOf(answer)
  }
  const next = readTokens(client, { ...answer, status: 200 }, grant.scope)
  if (await isKept(client, refreshToken)) await client.store.write(next)
  return next
}

/** Whoever lost the lock meanwhile must not put an older token, or nothing, in the place of a newer one. */
async function isKept({ store }: NativeClient, refreshToken: string): Promise<boolean> {
  return (await store.read())?.refreshToken === refreshToken
}
