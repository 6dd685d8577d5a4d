/**
 * Tells OAuth clients of sessions that are over (OpenID Connect Back-Channel Logout 1.0). Every node does so at once for
 * all clients, a few deliveries of each: one that is slow or gone keeps nobody else waiting.
 */

import {
  type AppId,
  LOGOUT_TOKEN_SECONDS,
  LOGOUT_TOKEN_TYPE,
  type LogoutDelivery,
  mintLogoutClaims,
  nextLogoutTryMs,
} from '@coatcheck/core'
import { createBoundedPool } from '../jobs/bounded-pool.ts'
import { machineTimers, type Timers } from '../jobs/timers.ts'
import { requestOutside } from '../outbound/request.ts'
import type { Server } from '../server.ts'

/** How often a node looks when nothing wakes it: a session that ends by a limit wakes nobody. */
const EVERY_MS = 5_000
/** How long after one look comes the next at the soonest. */
const PAUSE_MS = 100
/** How many of one client's a node has under way. */
const PER_CLIENT = 8
/** How many clients a node has under way. */
const CLIENTS = 64
const TIMEOUT_MS = 5_000
/** Longer than everything that a taker does takes: then another node may try. */
const LEASE_MS = 30_000
const MAX_ANSWER_BYTES = 16_384

/** What telling needs of a server. */
export type Teller = Pick<Server, 'store' | 'settings' | 'keyRing' | 'random' | 'logger'>

/** Starts telling. @returns Stops it, and waits for what is under way. */
export function startTellingLogouts(
  server: Teller,
  everyMs: number = EVERY_MS,
  { pause }: Timers = machineTimers,
): () => Promise<void> {
  const stopped = new AbortController()
  let woken = new AbortController()
  const clients = createBoundedPool(CLIENTS, Infinity)
  const underWay = new Map<AppId, Promise<void>>()

  function start(clientId: AppId): void {
    if (underWay.has(clientId)) return
    const work = clients.run(() => tellClient(server, clientId, stopped.signal)) ?? Promise.resolve(0)
    const done = work
      .then((count) => {
        if (count === PER_CLIENT) woken.abort() // more may wait
      })
      .catch((error: unknown) =>
        server.logger.error({ err: error }, 'a client could not be told of a logout'),
      )
      .finally(() => underWay.delete(clientId))
    underWay.set(clientId, done)
  }

  const follow = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        for (const clientId of await server.store.logoutDeliveries.receivers()) start(clientId)
      } catch (error) {
        server.logger.error({ err: error }, 'what clients are to be told could not be read')
      }
      await pause(PAUSE_MS, stopped.signal)
      await pause(everyMs, woken.signal)
      woken = new AbortController()
    }
  }
  const following = follow()
  const stopListening = server.store.log.onAppended(() => woken.abort())
  return async () => {
    stopped.abort()
    stopListening()
    woken.abort()
    await following
    await Promise.all(underWay.values())
  }
}

/** When a delivery is tried, and what cuts it short. */
type Moment = { readonly nowMs: number; readonly signal: AbortSignal }

/** Tells one client what is due for it. @returns How many deliveries that were. */
async function tellClient(server: Teller, clientId: AppId, signal: AbortSignal): Promise<number> {
  const { logoutDeliveries } = server.store
  const taken = await logoutDeliveries.take({ clientId, count: PER_CLIENT, leaseMs: LEASE_MS })
  await Promise.all(
    taken.deliveries.map((delivery) => tell(server, delivery, { nowMs: taken.nowMs, signal })),
  )
  return taken.deliveries.length
}

async function tell(server: Teller, delivery: LogoutDelivery, moment: Moment): Promise<void> {
  const { logoutDeliveries } = server.store
  const failure = await post(server, delivery, moment)
  if (failure === null) return await logoutDeliveries.settle(delivery.sessionId)
  const { sessionId, clientId, tries } = delivery
  server.logger.warn({ sessionId, clientId, tries, detail: failure }, 'a client was not told of a logout')
  const afterMs = nextLogoutTryMs(delivery, moment.nowMs)
  await (afterMs === null
    ? logoutDeliveries.giveUp(delivery, failure)
    : logoutDeliveries.postpone(delivery, afterMs))
}

/** Posts a logout token, signed anew. @returns Why it was not taken; `null` when it was. */
async function post(
  { settings, keyRing, random }: Teller,
  delivery: LogoutDelivery,
  { nowMs, signal }: Moment,
): Promise<string | null> {
  const algorithm = delivery.algorithm ?? settings.tokenAlgorithm
  const signer = await keyRing.signerFor(algorithm, LOGOUT_TOKEN_SECONDS * 1000)
  const claims = mintLogoutClaims(delivery, { issuer: settings.url, nowMs }, random)
  const answer = await requestOutside({
    url: delivery.uri,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: '*/*' },
    body: new URLSearchParams({ logout_token: signer.sign(LOGOUT_TOKEN_TYPE, claims) }).toString(),
    reach: settings.mode === 'production' && !delivery.isTrusted ? 'public' : 'anywhere',
    timeoutMs: TIMEOUT_MS,
    signal,
    maxBytes: MAX_ANSWER_BYTES,
  })
  if (!answer.ok) return answer.detail
  return answer.status >= 200 && answer.status < 300 ? null : `it answered ${answer.status}`
}
