/** The banner: what it tells in each mode, and that it is plain where colours are not wanted. */

import { describe, expect, test } from 'vitest'
import { banner, type BannerFacts } from './banner.ts'
import { COLORFUL, PLAIN, terminalFor } from './terminal.ts'

const FACTS: BannerFacts = {
  version: '1.2.3',
  url: 'http://localhost:4000',
  mode: 'development',
  modeReason: 'the URL is http',
  database: '.coatcheck/coatcheck.db',
  redis: null,
  sessionCookie: '__session',
  clientCookie: 'coatcheck',
  newSecretPath: '.coatcheck/secret',
  firstKeys: { admin: 'ccadm_a', backend: 'ccb_b', verifier: 'ccv_c' },
  warnings: ['COATCHECK_X is not a setting and is ignored'],
}

describe('the banner', () => {
  test('of a first start in development has keys, .env.local and lines to paste', () => {
    const text = banner(FACTS, PLAIN)
    for (const part of [
      'listens on http://localhost:4000',
      'development (the URL is http)',
      'coatcheck, __session',
      'http://localhost:4000/playground',
      '.coatcheck/secret',
      'ccadm_a',
      'COATCHECK_URL=http://localhost:4000\n  COATCHECK_BACKEND_KEY=ccb_b\n  COATCHECK_VERIFIER_KEY=ccv_c',
      'curl -s http://localhost:4000/api/auth/refresh',
      'Warning: COATCHECK_X',
    ]) {
      expect(text).toContain(part)
    }
  })

  test('in production is short and shows no key', () => {
    const facts: BannerFacts = {
      ...FACTS,
      mode: 'production',
      newSecretPath: null,
      firstKeys: null,
      warnings: [],
    }
    const text = banner(facts, PLAIN)
    expect(text.trim().split('\n')).toHaveLength(4)
    expect(text).not.toMatch(/curl|ccadm_|outbox|playground/)
  })

  test('has escape codes on a terminal only, and the same words without them', () => {
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
    const colorful = banner(FACTS, COLORFUL)
    expect(colorful).toMatch(escapes)
    expect(colorful.replaceAll(escapes, '')).toBe(banner(FACTS, PLAIN))
  })

  test.each([
    [true, {}, COLORFUL],
    [true, { NO_COLOR: '1' }, PLAIN],
    [true, { TERM: 'dumb' }, PLAIN],
    [false, {}, PLAIN],
  ])('terminal %s with %j', (isTerminal, environment, expected) => {
    expect(terminalFor(isTerminal, environment)).toBe(expected)
  })
})
