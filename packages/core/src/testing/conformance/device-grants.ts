/** Conformance of device authorization: decided once, asked about no faster than allowed, and over in time. */

import { newId } from '../../id/id.ts'
import {
  DEVICE_GRANT_KEPT_MS,
  DEVICE_GRANT_LIFETIME_MS,
  DEVICE_POLL_MS,
  type DeviceApproval,
  type DeviceRequest,
  SLOW_DOWN_MS,
} from '../../oauth/device-grant.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  issued,
  onStore,
  race,
  RACERS,
  same,
  type Subject,
  tally,
} from './harness.ts'
import { draftEvent } from '../../event/event.ts'

/** A request that waits, what would approve it, and how its device asks. */
async function waiting(runner: ConformanceRunner, subject: Subject) {
  const user = await subject.user()
  const { session } = await subject.open(user)
  const request: DeviceRequest = {
    ...issued(runner, 'ticket'),
    userCodeHash: runner.random.bytes(32),
    clientId: newId('app', 1_780_000_000_000, runner.random),
    scopes: ['openid', 'ein:zwei'],
    resources: ['https://api.example/'],
    device: { address: '192.0.2.7', userAgent: 'A television ✓ 🎟️' },
  }
  const { deviceGrants } = subject.store
  same(await deviceGrants.create(request), 'created', 'the request')
  const approval: DeviceApproval = {
    userId: user.id,
    epoch: user.epoch,
    sessionId: session.id,
    endsWithSession: true,
    organizationId: null,
    factors: session.factors,
    method: 'password',
  }
  const told = draftEvent(CONTEXT, 'oauth.device_approved', { userId: user.id })
  return {
    user,
    request,
    approval,
    poll: () => deviceGrants.poll(request),
    find: (...hashes: readonly Uint8Array[]) => deviceGrants.findWaiting(hashes),
    decide: (said: DeviceApproval | null) => deviceGrants.decide(request.id, said, [told]),
  }
}

/** The suite. */
export function deviceGrantConformance(runner: ConformanceRunner): void {
  const on = (
    name: string,
    body: (subject: Subject, device: Awaited<ReturnType<typeof waiting>>) => Promise<void>,
  ): void => onStore(runner, name, async (subject) => body(subject, await waiting(runner, subject)))

  runner.describe('a device that waits', () => {
    on('is found by its user code until it was decided', async (_, { request, approval, find, decide }) => {
      const { device, scopes, resources } = request
      const found = await find(runner.random.bytes(32), request.userCodeHash)
      same([found?.id, found?.decision, found?.approval], [request.id, null, null], 'what is found')
      same([found?.device, found?.scopes, found?.resources], [device, scopes, resources], 'what it asks for')
      same((found?.expiresAtMs ?? 0) - (found?.createdAtMs ?? 0), DEVICE_GRANT_LIFETIME_MS, 'its life')
      same(await find(runner.random.bytes(32)), null, 'another code')
      same(await decide(approval), true, 'the decision')
      same(await find(request.userCodeHash), null, 'the code when it was used')
    })

    on('is decided once, by one of many', async (subject, { user, request, approval, poll, decide }) => {
      const decisions = await race((index) => decide(index % 2 === 0 ? approval : null))
      same(decisions.filter(Boolean).length, 1, 'who decided')
      same((await subject.told(user.id)).filter((type) => type.startsWith('oauth.')).length, 1, 'the events')
      const heard = await poll()
      const isApproved = decisions.indexOf(true) % 2 === 0
      same(heard.outcome, isApproved ? 'approved' : 'denied', 'what it hears')
      if (heard.outcome === 'approved')
        same([heard.approval, heard.grant.id], [approval, request.id], 'the approval')
    })

    on('hears of the approval as soon as it asks, and every time', async (_, { approval, poll, decide }) => {
      same((await poll()).outcome, 'pending', 'before')
      same(await decide(approval), true, 'the decision')
      same(await decide(null), false, 'another one')
      const polls = await race(poll)
      same(tally(polls.map(({ outcome }) => outcome)), { approved: RACERS }, 'what it hears')
    })

    on('asks less often for good when it asked too soon', async (subject, { poll }) => {
      const asked = async (passMs: number) => {
        await subject.passTime(passMs)
        return await poll()
      }
      same(await poll(), { outcome: 'pending', intervalMs: DEVICE_POLL_MS }, 'the first time')
      same(await asked(DEVICE_POLL_MS), { outcome: 'pending', intervalMs: DEVICE_POLL_MS }, 'in time')
      const slower = DEVICE_POLL_MS + SLOW_DOWN_MS
      same(await asked(0), { outcome: 'slow-down', intervalMs: slower }, 'too soon')
      same(await asked(slower), { outcome: 'pending', intervalMs: slower }, 'as rarely as it was told')
      const slowest = slower + SLOW_DOWN_MS
      same(await asked(DEVICE_POLL_MS), { outcome: 'slow-down', intervalMs: slowest }, 'as it was used to')
    })

    on('is told to slow down by all but one of many requests', async (_, { poll }) => {
      const polls = await race(poll)
      same(
        tally(polls.map(({ outcome }) => outcome)),
        { pending: 1, 'slow-down': RACERS - 1 },
        'the outcomes',
      )
      const intervals = polls.flatMap((heard) => ('intervalMs' in heard ? [heard.intervalMs] : []))
      same(
        intervals.toSorted((one, other) => one - other),
        intervals.map((_interval, index) => DEVICE_POLL_MS + index * SLOW_DOWN_MS),
        'the intervals',
      )
    })

    on('hears nothing with another secret, or of another client', async (subject, { request }) => {
      const { deviceGrants } = subject.store
      const other = newId('app', 1, runner.random)
      same(await deviceGrants.poll({ ...request, hash: subject.hash(1) }), { outcome: 'unknown' }, 'a secret')
      same(await deviceGrants.poll({ ...request, clientId: other }), { outcome: 'unknown' }, 'a client')
      same((await deviceGrants.poll(request)).outcome, 'pending', 'its own, which they did not slow down')
    })

    on('has a user code of its own', async (subject, { request }) => {
      const other = { ...request, ...issued(runner, 'ticket') }
      same(await subject.store.deviceGrants.create(other), 'taken', 'another one with the same')
    })

    on('is over after ten minutes, and forgotten an hour later', async (subject, device) => {
      const { approval, request, poll, find, decide } = device
      await subject.passTime(DEVICE_GRANT_LIFETIME_MS)
      same(await find(request.userCodeHash), null, 'its user code')
      same([await decide(approval), await decide(null)], [false, false], 'decisions')
      same(await poll(), { outcome: 'expired' }, 'what it hears')
      same(await subject.store.deviceGrants.sweep(10), 0, 'what is forgotten at once')
      await subject.passTime(DEVICE_GRANT_KEPT_MS)
      same(await subject.store.deviceGrants.sweep(10), 1, 'what is forgotten')
      same(await poll(), { outcome: 'unknown' }, 'what it hears then')
    })
  })
}
