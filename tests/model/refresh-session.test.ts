/** The refresh use case on the real store: what it does, tells and answers for every decision, alone and in races. */

import type { Refreshed, RefreshFailure } from '@coatcheck/core'
import { describe, expect, test } from 'vitest'
import { openRealSession } from './real-session.ts'

const DEVICE = { thumbprint: 'device', nonExtractable: true }

function successor(result: Refreshed | RefreshFailure): string {
  if (!result.ok) throw new Error(result.code)
  return result.refreshToken.reveal()
}

describe('a successor', () => {
  test('is byte-equal on every retry, though the instance secret has changed in between', async () => {
    const { first, refresh, useSecrets, clock } = await openRealSession()
    const once = successor(await refresh(first))
    useSecrets({ current: 2, known: [1, 2] })
    expect(successor(await refresh(first))).toBe(once)
    clock.advance(3_600_000)
    const late = await refresh(first)
    expect(late).toMatchObject({ ok: true, withAccessToken: false })
    expect(successor(late)).toBe(once)
    const next = successor(await refresh(once, { key: 2 }))
    useSecrets({ current: 2, known: [2] })
    expect(await refresh(once, { key: 2 })).toEqual({ ok: false, code: 'secret_unknown' })
    expect(await refresh(next, { key: 3 })).toMatchObject({ ok: true })
  })

  test('is one and the same for twenty requests at once with one key', async () => {
    const { first, refresh, told } = await openRealSession()
    const results = await Promise.all(Array.from({ length: 20 }, () => refresh(first)))
    expect(new Set(results.map(successor)).size).toBe(1)
    expect(await told('session.reuse_detected')).toEqual([])
  })

  test('waits when the session refreshes too often, and the session goes on', async () => {
    const { first, refresh, clock } = await openRealSession()
    let token = first
    for (let key = 1; key <= 60; key++) token = successor(await refresh(token, { key }))
    const limited = await refresh(token, { key: 61 })
    expect(limited).toEqual({ ok: false, code: 'rate_limited', retryAfterMs: 1_000 })
    clock.advance(1_000)
    expect(await refresh(token, { key: 61 })).toMatchObject({ ok: true })
  })
})

describe('two holders', () => {
  test('end the session with one event that names step, counter and both devices', async () => {
    const { first, refresh, told } = await openRealSession()
    const next = successor(await refresh(first))
    expect(await refresh(first, { key: 9 })).toEqual({ ok: false, code: 'refresh_reused' })
    expect(await told('session.reuse_detected')).toMatchObject([
      {
        device: { userAgent: 'key 9' },
        details: { presented: 0, current: 1, holder: { address: '192.0.2.1', userAgent: 'owner' } },
      },
    ])
    expect(await told('session.revoked')).toHaveLength(1)
    const ended = { ok: false, code: 'session_ended', reason: 'refresh_reused' }
    expect(await refresh(next, { key: 2 })).toEqual(ended)
  })

  test('are told of once, however many requests show them at the same moment', async () => {
    const { first, refresh, told } = await openRealSession()
    await refresh(first)
    const keys = Array.from({ length: 20 }, (_, index) => index + 2)
    await Promise.all(keys.map((key) => refresh(first, { key })))
    expect(await told('session.reuse_detected')).toHaveLength(1)
    expect(await told('session.revoked')).toHaveLength(1)
  })

  test('who race for one step with different keys end with a revoked session', async () => {
    const { first, refresh, told } = await openRealSession()
    const [one, other] = await Promise.all([refresh(first, { key: 1 }), refresh(first, { key: 2 })])
    expect(one.ok).not.toBe(other.ok)
    expect(await told('session.reuse_detected')).toHaveLength(1)
  })

  test('cannot hide behind a step-up: who reads again and still has the older token ends it', async () => {
    const { first, refresh } = await openRealSession()
    await refresh(first, { kind: 'reverify' })
    expect(await refresh(first, { key: 2 })).toEqual({ ok: false, code: 'refresh_superseded' })
    const again = await refresh(first, { key: 2, stillCurrent: true })
    expect(again).toEqual({ ok: false, code: 'refresh_reused' })
  })
})

describe('a step-up', () => {
  test('wants a key, in a session without keys too, and touches nothing without one', async () => {
    const { first, refresh } = await openRealSession({ keyed: false })
    const refused = await refresh(first, { kind: 'reverify', key: null })
    expect(refused).toEqual({ ok: false, code: 'idempotency_key_required' })
    expect(await refresh(first, { key: null })).toMatchObject({ ok: true })
  })

  test('renews the first factor once, and its retry renews nothing', async () => {
    const { first, refresh, clock } = await openRealSession()
    clock.advance(60_000)
    const once = await refresh(first, { kind: 'reverify' })
    clock.advance(5_000)
    const again = await refresh(first, { kind: 'reverify' })
    expect(successor(again)).toBe(successor(once))
    if (!once.ok || !again.ok) throw new Error('both succeed')
    expect(again.applied).toBe(true)
    expect(again.reading.session.factors).toEqual(once.reading.session.factors)
  })

  test('whose key a plain refresh used up is not done, and says so', async () => {
    const { first, refresh, clock } = await openRealSession()
    await refresh(first)
    clock.advance(60_000)
    const result = await refresh(first, { kind: 'reverify' })
    expect(result).toMatchObject({ ok: true, applied: false, withAccessToken: false })
  })
})

describe('the device itself', () => {
  test('gets the current token for an old one, with an event', async () => {
    const { first, refresh, told } = await openRealSession({ dpop: DEVICE })
    const second = successor(await refresh(first))
    const third = successor(await refresh(second, { key: 2 }))
    expect(successor(await refresh(first, { key: 9 }))).toBe(third)
    expect(await told('session.stale_refresh')).toHaveLength(1)
  })

  test('catches up five times at once, then once a minute, with an event each', async () => {
    const { first, refresh, told, clock } = await openRealSession({ dpop: DEVICE })
    await refresh(successor(await refresh(first)), { key: 2 })
    const catchUp = () => refresh(first, { key: 9 })
    for (let time = 0; time < 5; time++) expect(await catchUp()).toMatchObject({ ok: true })
    expect(await catchUp()).toEqual({ ok: false, code: 'rate_limited', retryAfterMs: 60_000 })
    clock.advance(60_000)
    expect(await catchUp()).toMatchObject({ ok: true })
    expect(await told('session.stale_refresh')).toHaveLength(6)
  })

  test('is not told that a password change was done when it only caught up', async () => {
    const { first, refresh } = await openRealSession({ dpop: DEVICE })
    const second = successor(await refresh(first))
    await refresh(second, { key: 2 })
    const result = await refresh(first, { key: 9, kind: 'password' })
    expect(result).toMatchObject({ ok: true, applied: false, withAccessToken: false })
  })

  test('cannot be stood in for by somebody without its key', async () => {
    const { first, refresh } = await openRealSession({ dpop: DEVICE })
    const stranger = await refresh(first, { dpopThumbprint: null })
    expect(stranger).toEqual({ ok: false, code: 'refresh_invalid' })
    expect(await refresh(first)).toMatchObject({ ok: true })
  })
})

describe('a store that lost writes', () => {
  test.each([1, 2, 3])(
    'by %i is stepped over, with one event, and late duplicates do no harm',
    async (lost) => {
      const { first, refresh, later, told } = await openRealSession()
      const held = later(first, lost)
      const results = await Promise.all([refresh(held, { key: 5 }), refresh(held, { key: 5 })])
      expect(new Set(results.map(successor))).toEqual(new Set([later(first, lost + 1)]))
      expect(await told('store.rollback_detected')).toMatchObject([
        { details: { presented: lost, stored: 0 } },
      ])
      const late = await refresh(later(first, lost - 1), { key: 4 })
      expect(late).toEqual({ ok: false, code: 'refresh_superseded' })
      expect(await refresh(later(first, lost + 1), { key: 6 })).toMatchObject({ ok: true })
    },
  )

  test('by more than a failover loses ends the session', async () => {
    const { first, refresh, later } = await openRealSession()
    const ended = { ok: false, code: 'session_ended', reason: 'store_rollback' }
    expect(await refresh(later(first, 4))).toEqual(ended)
    expect(await refresh(first)).toEqual(ended)
  })
})

describe('a proof of possession', () => {
  test('rotates nothing, and holds for the current token and for a retry of its step', async () => {
    const { first, refresh, prove } = await openRealSession()
    expect(await prove(first)).toMatchObject({ ok: true, repeats: null })
    expect(await prove(first, { key: null })).toMatchObject({ ok: true, repeats: null })
    await refresh(first, { kind: 'reverify' })
    expect(await prove(first)).toMatchObject({ ok: true, repeats: 'reverify' })
  })

  test('with an older token and another key is refused, and ends nothing', async () => {
    const { first, refresh, prove } = await openRealSession()
    const next = successor(await refresh(first))
    expect(await prove(first, { key: 9 })).toEqual({ ok: false, code: 'refresh_superseded' })
    expect(await refresh(next, { key: 2 })).toMatchObject({ ok: true })
  })
})
