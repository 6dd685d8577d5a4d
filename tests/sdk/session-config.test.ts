/** The environments' policies of `@coatcheck/sdk/session-config` beside servers that run under them. */

import { createAdminClient } from '@coatcheck/sdk/admin'
import {
  PRESET_OF,
  SESSION_CONFIGS,
  SessionConfigHelper,
  type SessionConfigName,
} from '@coatcheck/sdk/session-config'
import { expect, test } from 'vitest'
import { Browser, PASSWORD, register } from '../support/api-client.ts'
import { startCoatcheck } from '../support/start-coatcheck.ts'

const NAMES = Object.keys(SESSION_CONFIGS) as readonly SessionConfigName[]

test.each(NAMES)('%s is the policy of a server with its preset', async (name) => {
  const coatcheck = await startCoatcheck({ environment: { COATCHECK_PRESET: PRESET_OF[name] } })
  const { policy } = await createAdminClient({ url: coatcheck.url, key: coatcheck.adminKey }).policy.get()
  expect({ ...policy, refreshThresholdPercent: 20 }).toEqual(SESSION_CONFIGS[name])
  await coatcheck.close()
})

test.each(NAMES)('the ends that %s foretells are those of the server, to the slack', async (name) => {
  const coatcheck = await startCoatcheck({ environment: { COATCHECK_PRESET: PRESET_OF[name] } })
  await register(coatcheck.url, 'ada@example.com')
  const browser = new Browser(coatcheck.url)
  await browser.send('/api/auth/login', { body: { email: 'ada@example.com', password: PASSWORD } })
  const { body } = await browser.send('/api/auth/session')
  const session = body['session'] as { readonly [member: string]: string | null }
  const dateOf = (member: string): Date => new Date(String(session[member]))

  const helper = new SessionConfigHelper(name, { now: coatcheck.clock.nowMs })
  const times = { createdAt: dateOf('createdAt'), lastActiveAt: dateOf('lastActiveAt') }
  expect(helper.absoluteEnd(times)).toEqual(dateOf('expiresAt'))
  expect(helper.idleEnd(times)?.toISOString() ?? null).toBe(session['idleExpiresAt'])

  const end = helper.sessionEnd(times)
  coatcheck.clock.advance(helper.secondsUntil(end) * 1000 - 1000)
  expect([helper.isExpired(end), (await browser.send('/api/auth/session')).status]).toEqual([false, 200])
  // What the person did is written rarely, and the server ends nothing before it would have to.
  coatcheck.clock.advance(({ dev: 0, prod: 90, 'high-security': 5 }[name] + 1) * 1000)
  expect([helper.isExpired(end), (await browser.send('/api/auth/session')).status]).toEqual([true, 401])
  await coatcheck.close()
})
