/** Notices from upstreams that something has ended there: only failures count towards the limit of an address. */

import {
  type ActContext,
  addressBuckets,
  draftEvent,
  peekEach,
  PER_ADDRESS,
  takeEach,
  type Upstream,
} from '@coatcheck/core'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'

/** The answer to an address that sends too much that is not in order; `null` for any other. */
export async function refuseBusyAddress(server: Server, { device }: ActContext): Promise<Response | null> {
  const room = await peekEach(server.store.rateLimits, bucketsOf(device.address))
  return room.outcome === 'limited' ? problem('rate_limited', { retryAfterMs: room.retryAfterMs }) : null
}

/** Tells why a notice was refused. @returns The answer, which does not. */
export async function refuseNotice(
  server: Server,
  { id, issuer }: Upstream,
  reason: string,
  context: ActContext,
): Promise<Response> {
  await takeEach(server.store.rateLimits, bucketsOf(context.device.address))
  const draft = { outcome: 'failure', reason, details: { id, issuer } } as const
  await server.store.events.append([draftEvent(context, 'upstream.notice_refused', draft)])
  return problem('upstream_notice_invalid')
}

function bucketsOf(address: string | null) {
  return addressBuckets('upstream-notice', address, PER_ADDRESS)
}
