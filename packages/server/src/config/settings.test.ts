/** Settings: which source counts, what is refused and how it is said, and that no secret is shown. */

import { readFileSync } from 'node:fs'
import { formatOpaque, newId, PRESETS } from '@coatcheck/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeRandom } from '../crypto/node-crypto.ts'
import { SETTING_NAMES, SETTINGS } from './definitions.ts'
import { applyPolicySettings } from './policy-settings.ts'
import { resolveSettings, type Settings } from './settings.ts'
import { settingsPage } from './settings-table.ts'
import type { CoatcheckConfig, Texts } from './sources.ts'
import { StartError } from './start-error.ts'

const SECRET = 'a secret of more than thirty-two bytes'

type Given = { readonly flags?: Texts; readonly environment?: Texts; readonly config?: CoatcheckConfig }

function resolve({ flags = {}, environment = {}, config = {} }: Given): Settings {
  const file = { name: 'coatcheck.config.ts', config }
  return resolveSettings({ flags, environment, file }, () => ({
    secrets: [{ version: 1, material: Buffer.from(SECRET) }],
    path: '.coatcheck/secret',
    created: true,
  }))
}

/** What the start says; fails the test when it starts. */
function problemsOf(given: Given): readonly string[] {
  try {
    resolve(given)
  } catch (error) {
    if (error instanceof StartError) return error.message.split('\n')
    throw error
  }
  throw new Error('the settings were taken')
}

describe('precedence', () => {
  test('without anything it is a development instance on port 4000 with a kept secret', () => {
    expect(resolve({})).toMatchObject({
      url: 'http://localhost:4000',
      port: 4000,
      host: '127.0.0.1',
      mode: 'development',
      database: { engine: 'sqlite', path: '.coatcheck/coatcheck.db' },
      keptSecret: { created: true },
      preset: 'web',
      policy: { idleSeconds: {} },
    })
  })

  test('flags win over environment over file, and each value knows where it came from', () => {
    const environment = { COATCHECK_PORT: '5001', COATCHECK_SIGN_UP: 'closed' }
    const config = {
      port: 5002,
      signUp: 'invite',
      devices: 'one',
      allowedOrigins: ['https://a.example', 'https://b.example'],
    }
    const settings = resolve({ flags: { port: '5000' }, environment, config })
    expect(settings).toMatchObject({
      port: 5000,
      url: 'http://localhost:5000',
      signUp: 'closed',
      policy: { devices: 'one' },
    })
    expect(settings.allowedOrigins).toEqual(['https://a.example', 'https://b.example'])
    expect(settings.origins.port).toEqual({ from: 'flag', name: '--port' })
    expect(settings.origins.signUp).toEqual({ from: 'environment', name: 'COATCHECK_SIGN_UP' })
    expect(settings.origins.devices).toEqual({ from: 'file', name: 'devices in coatcheck.config.ts' })
    expect(settings.origins.url).toEqual({ from: 'default' })
  })

  test('an empty variable counts as not set', () => {
    expect(resolve({ environment: { COATCHECK_PORT: '' } }).port).toBe(4000)
  })

  test('the two names of one setting mean the same and may not differ', () => {
    const brief = { CLERK_SESSION_TOKEN_LIFETIME: '1800', CLERK_MAX_SESSION_LIFETIME: '604800' }
    expect(resolve({ environment: brief }).policy).toEqual({
      idleSeconds: { cookie: 1800 },
      absoluteSeconds: 604_800,
    })
    const both = { ...brief, COATCHECK_SESSION_IDLE_SECONDS: '900' }
    expect(problemsOf({ environment: both })).toEqual([expect.stringContaining('two names of one setting')])
  })

  test('a browser idle limit leaves the other surfaces to the preset', () => {
    const { policy } = resolve({
      environment: { COATCHECK_SESSION_IDLE_SECONDS: '900', COATCHECK_PRESET: 'web' },
    })
    expect(applyPolicySettings(PRESETS.web, policy).idleSeconds).toEqual({
      cookie: 900,
      token: null,
      opaque: null,
    })
  })
})

describe('production', () => {
  const environment = { COATCHECK_URL: 'https://id.example', COATCHECK_SECRET: SECRET }

  test('is an https URL, and says so', () => {
    const settings = resolve({ environment })
    expect(settings).toMatchObject({
      mode: 'production',
      modeReason: 'the URL is https',
      host: '::',
      keptSecret: null,
    })
    expect(settings.warnings).toEqual([expect.stringContaining('no mail will be sent')])
  })

  test('is NODE_ENV=production on localhost too', () => {
    const settings = resolve({
      environment: { ...environment, COATCHECK_URL: 'http://localhost:4000', NODE_ENV: 'production' },
    })
    expect(settings).toMatchObject({ mode: 'production', modeReason: 'NODE_ENV is production' })
  })

  test('does not start without a secret or a URL', () => {
    expect(problemsOf({ environment: { NODE_ENV: 'production' } })).toEqual([
      expect.stringContaining('COATCHECK_URL is not set'),
      expect.stringContaining('COATCHECK_SECRET is not set'),
    ])
  })

  test('does not require verified addresses without a way to verify them', () => {
    const asked = { ...environment, COATCHECK_REQUIRE_EMAIL_VERIFICATION: 'true' }
    expect(problemsOf({ environment: asked })).toEqual([
      expect.stringContaining('COATCHECK_SMTP_URL is not set'),
    ])
  })
})

describe('what is refused', () => {
  test.each([
    ['COATCHECK_URL', 'http://id.example'],
    ['COATCHECK_URL', 'https://id.example/path'],
    ['COATCHECK_URL', 'id.example'],
    ['COATCHECK_PORT', '65536'],
    ['COATCHECK_PORT', '4e3'],
    ['COATCHECK_DATABASE_URL', 'mysql://user:hunter2@db.example/coatcheck'],
    ['COATCHECK_SECRET', 'hunter2'],
    ['COATCHECK_ADMIN_KEY', 'ccadm_hunter2'],
    ['COATCHECK_ALLOWED_ORIGINS', 'https://a.example,*'],
    ['COATCHECK_ALLOWED_ORIGINS', 'https://a.example/path'],
    ['COATCHECK_ALLOWED_ORIGINS', 'null'],
    ['COATCHECK_TRUST_PROXY', 'true'],
    ['COATCHECK_TRUST_PROXY', '10.0.0.0/99'],
    ['COATCHECK_SIGN_UP', 'yes'],
    ['COATCHECK_ALLOWED_EMAIL_DOMAINS', '@example.com'],
    ['COATCHECK_REQUIRE_EMAIL_VERIFICATION', 'on'],
    ['COATCHECK_SMTP_URL', 'hunter2@mail.example'],
    ['COATCHECK_TOKEN_ALGORITHM', 'HS256'],
    ['COATCHECK_PRESET', 'aal4'],
    ['CLERK_SESSION_TOKEN_LIFETIME', '30m'],
    ['COATCHECK_SESSION_TOKEN_SECONDS', '29'],
  ])('%s=%s names the variable and what is allowed, and shows no secret', (name, value) => {
    const [problem, ...others] = problemsOf({ environment: { [name]: value } })
    expect(problem).toMatch(new RegExp(`^${name} is .+; allowed: .+`))
    expect(problem).not.toContain('hunter2')
    expect(others).toEqual([])
  })

  test('all mistakes are listed at once', () => {
    const environment = {
      COATCHECK_PORT: 'x',
      COATCHECK_SIGN_UP: 'y',
      UPSTASH_REDIS_REST_URL: 'https://x.upstash.io',
    }
    const problems = problemsOf({ environment, config: { devices: 'three' } })
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'UPSTASH_REDIS_REST_URL',
      'COATCHECK_PORT',
      'COATCHECK_SIGN_UP',
      'devices',
    ])
  })

  test('Redis goes with Postgres, by a URL of its own', () => {
    const redis = { COATCHECK_REDIS_URL: 'rediss://default:hunter2@x.upstash.io:6379' }
    expect(problemsOf({ environment: redis })).toEqual([
      expect.stringMatching(/^COATCHECK_REDIS_URL needs COATCHECK_DATABASE_URL=postgres:/),
    ])
    const database = { COATCHECK_DATABASE_URL: 'postgres://u@h/d' }
    expect(resolve({ environment: { ...redis, ...database } })).toMatchObject({ redis: { isSecure: true } })
    const https = { COATCHECK_REDIS_URL: 'https://x.upstash.io' }
    expect(problemsOf({ environment: { ...https, ...database } })).toEqual([
      expect.stringMatching(/^COATCHECK_REDIS_URL is 20 characters; allowed: .*rediss:/),
    ])
  })

  test('any free port needs a URL: tokens must not name port 0', () => {
    expect(problemsOf({ environment: { COATCHECK_PORT: '0' } })).toEqual([
      'COATCHECK_URL is not set; COATCHECK_PORT=0 needs it, as tokens name the URL they come from',
    ])
    const environment = { COATCHECK_PORT: '0', COATCHECK_URL: 'http://localhost:4000' }
    expect(resolve({ environment })).toMatchObject({ port: 0, url: 'http://localhost:4000' })
  })

  test('limits that contradict each other', () => {
    expect(problemsOf({ environment: { COATCHECK_SESSION_TOKEN_SECONDS: '7200' } })).toEqual([
      expect.stringContaining('at most COATCHECK_TOKEN_MAX_SECONDS, which is 3600'),
    ])
    expect(problemsOf({ environment: { COATCHECK_SESSION_MAX_SECONDS: '600' } })).toEqual([
      expect.stringContaining('at most COATCHECK_SESSION_MAX_SECONDS, which is 600'),
    ])
  })

  test('Clerk’s packages take RS256 and nothing else', () => {
    expect(resolve({ environment: { COATCHECK_COMPAT: 'clerk' } })).toMatchObject({
      compat: 'clerk',
      tokenAlgorithm: 'RS256',
    })
    const environment = { COATCHECK_COMPAT: 'clerk', COATCHECK_TOKEN_ALGORITHM: 'ES256' }
    expect(problemsOf({ environment })).toEqual([expect.stringContaining('needs RS256')])
    expect(problemsOf({ environment: { COATCHECK_COMPAT: 'auth0' } })).toEqual([
      'COATCHECK_COMPAT is "auth0"; allowed: clerk',
    ])
  })

  test('a misspelled variable is warned of, those of the SDK are not', () => {
    const environment = { COATCHECK_ALOWED_ORIGINS: 'x', COATCHECK_BACKEND_KEY: 'x', PATH: 'x' }
    expect(resolve({ environment }).warnings).toEqual([
      'COATCHECK_ALOWED_ORIGINS is not a setting and is ignored',
    ])
  })

  test('any text in any setting is taken or refused by name; nothing else happens', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SETTING_NAMES), fc.string({ minLength: 1 }), (name, text) => {
        const [variable] = SETTINGS[name].variables
        let refusal: unknown = null
        try {
          resolve({ environment: { [variable]: text } })
        } catch (error) {
          refusal = error
        }
        expect(refusal === null || refusal instanceof StartError).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

test('proxies are a number or ranges', () => {
  const trustOf = (text: string) => resolve({ environment: { COATCHECK_TRUST_PROXY: text } }).trustProxy
  expect(trustOf('2')).toEqual({ kind: 'hops', count: 2 })
  expect(trustOf('10.0.0.0/8, ::1')).toEqual({ kind: 'ranges', ranges: ['10.0.0.0/8', '::1/128'] })
  expect(trustOf('none')).toEqual({ kind: 'none' })
})

test('an admin key from the environment is read', () => {
  const text = formatOpaque('adminKey', newId('key', 0, nodeRandom), nodeRandom.bytes(32))
  expect(resolve({ environment: { COATCHECK_ADMIN_KEY: text } }).adminKey).toMatchObject({ kind: 'adminKey' })
})

test('the page of settings is the one that the definitions make', () => {
  const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8')
  expect(page).toBe(settingsPage())
})
