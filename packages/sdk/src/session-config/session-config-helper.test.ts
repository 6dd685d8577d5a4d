/** What follows from the environments' policies. */

import { PRESETS } from '@coatcheck/core/protocol'
import { describe, expect, test } from 'vitest'
import { SESSION_CONFIGS } from './session-config.ts'
import { SessionConfigHelper } from './session-config-helper.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000)
const secondsAway = (moment: Date | null): number | null =>
  moment === null ? null : (moment.getTime() - NOW.getTime()) / 1000

const helper = (...[config, more]: ConstructorParameters<typeof SessionConfigHelper>): SessionConfigHelper =>
  new SessionConfigHelper(config, { locale: 'en', now: () => NOW.getTime(), ...more })

const DAY = 86_400

test('the environments are what the documents recommend: 30 minutes and 7 days, 15 minutes and a day, one device', () => {
  const { dev, prod, 'high-security': strict } = SESSION_CONFIGS
  expect([prod.idleSeconds.cookie, prod.absoluteSeconds, prod.devices]).toEqual([1800, 7 * DAY, 'many'])
  expect([strict.idleSeconds.cookie, strict.absoluteSeconds, strict.devices]).toEqual([900, DAY, 'one'])
  expect(dev.idleSeconds.cookie).toBeNull()
})

describe('a session that was opened an hour ago', () => {
  const times = { createdAt: ago(3600), lastActiveAt: ago(60) }

  test('ends in production after half an hour without its person, or on the seventh day', () => {
    expect(secondsAway(helper('prod').idleEnd(times))).toBe(1800 - 60)
    expect(secondsAway(helper('prod').absoluteEnd(times))).toBe(7 * DAY - 3600)
    expect(helper('prod').sessionEnd(times)).toEqual(helper('prod').idleEnd(times))
  })

  test('ends with its days, however its person acts', () => {
    const old = { createdAt: ago(7 * DAY - 10), lastActiveAt: NOW }
    expect(secondsAway(helper('prod').sessionEnd(old))).toBe(10)
  })

  test('has no limit of inactivity by refresh tokens, nor in development', () => {
    expect(helper('prod', { surface: 'token' }).idleEnd(times)).toBeNull()
    expect(helper('dev').idleEnd(times)).toBeNull()
    expect(secondsAway(helper('dev').sessionEnd(times))).toBe(7 * DAY - 3600)
  })

  test('has one everywhere under high security', () => {
    expect(secondsAway(helper('high-security', { surface: 'token' }).idleEnd(times))).toBe(900 - 60)
  })
})

test('goes by any policy, such as that which the server answers', () => {
  const own = helper({ ...PRESETS.aal3, refreshThresholdPercent: 50 })
  const token = { issuedAt: ago(60), expiresAt: ago(-60) }
  expect(secondsAway(own.refreshAt(token))).toBe(0)
  expect(own.shouldRefresh(token)).toBe(true)
  expect(helper().shouldRefresh(token)).toBe(false)
})

test('says it in words, by the clock that it was given', () => {
  const german = helper('prod', { locale: 'de' })
  expect(german.formatTimeLeft(ago(-1745))).toBe('29 Minuten, 5 Sekunden')
  expect(german.formatTimeLeft(ago(1))).toBe('0 Sekunden')
  expect(german.formatRelative(ago(300))).toBe('vor 5 Minuten')
  expect(helper().formatDuration(helper().config.idleSeconds.cookie!, { style: 'short' })).toBe('30 min')
  expect([helper().isExpired(NOW), helper().isExpired(ago(-1)), helper().secondsUntil(ago(-1))]).toEqual([
    true,
    false,
    1,
  ])
})

test('production by the machine’s clock is what there is without options', () => {
  const plain = new SessionConfigHelper()
  expect(plain.config).toBe(SESSION_CONFIGS.prod)
  expect(Math.abs(plain.now().getTime() - Date.now())).toBeLessThan(5000)
})
