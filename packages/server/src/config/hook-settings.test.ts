/** Hooks among the settings: functions, URLs and secrets, from where they may come and what is refused. */

import { describe, expect, test } from 'vitest'
import { nodeRandom } from '../crypto/node-crypto.ts'
import { resolveSettings, type Settings } from './settings.ts'
import { type CoatcheckConfig, defineConfig, type Texts } from './sources.ts'
import { StartError } from './start-error.ts'

const URL = 'https://hooks.example.com/session?key=hunter2'
const NEW = `whsec_${Buffer.from(nodeRandom.bytes(32)).toString('base64')}`
const OLD = `whsec_${Buffer.from(nodeRandom.bytes(24)).toString('base64')}`

function resolve(config: object, environment: Texts = {}): Settings {
  const file = { name: 'coatcheck.config.ts', config }
  return resolveSettings({ flags: {}, environment, file }, () => ({
    secrets: [{ version: 1, material: Buffer.alloc(32, 1) }],
    path: '.coatcheck/secret',
    created: true,
  }))
}

function problemsOf(config: object, environment: Texts = {}): readonly string[] {
  try {
    resolve(config, environment)
  } catch (error) {
    if (error instanceof StartError) return error.message.split('\n')
    throw error
  }
  throw new Error('the settings were taken')
}

const secretsOf = ({ hooks }: Settings): readonly string[] =>
  hooks.beforeSession?.kind === 'url' ? hooks.beforeSession.secrets.map((secret) => secret.reveal()) : []

const allow = { allow: true } as const

describe('a hook', () => {
  test('is nobody unless it is set', () => {
    expect(resolve({}).hooks).toEqual({
      beforeSignUp: null,
      beforeSession: null,
      customClaims: null,
      timeoutMs: 2000,
    })
  })

  test('is a function of the file', () => {
    const config: CoatcheckConfig = defineConfig({
      hooks: { beforeSignUp: async ({ user }) => (user.email === null ? { ...allow } : allow) },
    })
    const { hooks } = resolve(config)
    expect(hooks.beforeSignUp).toEqual({ kind: 'function', call: config.hooks?.beforeSignUp })
  })

  test('is a URL with its secrets, from the file or the environment, the environment first', () => {
    const inFile = resolve({ hooks: { beforeSession: { url: URL, secret: [NEW, OLD] } } })
    expect(inFile.hooks.beforeSession).toMatchObject({ kind: 'url', url: URL })
    expect(secretsOf(inFile)).toEqual([NEW, OLD])
    const environment = {
      COATCHECK_HOOK_BEFORE_SESSION_URL: 'http://127.0.0.1:9000/',
      COATCHECK_HOOK_BEFORE_SESSION_SECRET: OLD,
      COATCHECK_HOOK_TIMEOUT_MS: '500',
    }
    for (const beforeSession of [{ url: URL, secret: NEW }, () => allow]) {
      const settings = resolve({ hooks: { beforeSession } }, environment)
      expect(settings.hooks).toMatchObject({
        beforeSession: { url: 'http://127.0.0.1:9000/' },
        timeoutMs: 500,
      })
      expect(secretsOf(settings)).toEqual([OLD])
    }
  })
})

describe('what is refused', () => {
  const of = (beforeSession: unknown) => ({ hooks: { beforeSession } })

  test.each<[string, object, RegExp]>([
    ['a hook that there is not', { hooks: { afterSignUp: () => allow } }, /^hooks\.afterSignUp .*not a hook/],
    ['a list of hooks', { hooks: [] }, /^hooks in .* is no object$/],
    ['a word', of('https://hooks.example.com'), /^hooks\.beforeSession in .* is no object$/],
    ['a member that nobody knows', of({ url: URL, secret: NEW, retries: 3 }), /the member retries/],
    ['a URL alone', of({ url: URL }), /^COATCHECK_HOOK_BEFORE_SESSION_SECRET is not set/],
    ['a secret alone', of({ secret: NEW }), /^COATCHECK_HOOK_BEFORE_SESSION_URL is not set/],
    [
      'http elsewhere',
      of({ url: 'http://hunter2.example/', secret: NEW }),
      /^hookBeforeSessionUrl in .* characters; allowed: an https/,
    ],
    [
      'a password in it',
      of({ url: 'https://a:hunter2@b.example/', secret: NEW }),
      /^hookBeforeSessionUrl in .* characters/,
    ],
    [
      'a short secret',
      of({ url: URL, secret: 'whsec_hunter2' }),
      /^hookBeforeSessionSecret in .* 13 characters/,
    ],
    [
      'one name twice',
      { ...of({ url: URL, secret: NEW }), hookBeforeSessionUrl: URL },
      /twice, also as hooks\.beforeSession\.url$/,
    ],
  ])('%s, without showing what may be secret', (_what, config, problem) => {
    const [first, ...others] = problemsOf(config)
    expect(first).toMatch(problem)
    expect(first).not.toMatch(/hunter2/)
    expect(others).toEqual([])
  })

  test('http in production, also on localhost', () => {
    const production = {
      COATCHECK_URL: 'https://id.example',
      COATCHECK_SECRET: 'a secret of more than 32 bytes, at least',
    }
    const config = of({ url: 'http://localhost:9000/', secret: NEW })
    expect(problemsOf(config, production)).toEqual([
      'COATCHECK_HOOK_BEFORE_SESSION_URL is an http URL; production needs https',
    ])
  })

  test.each(['99', '5001', '2s', 'none'])('a time of %s', (COATCHECK_HOOK_TIMEOUT_MS) => {
    expect(problemsOf({}, { COATCHECK_HOOK_TIMEOUT_MS })).toEqual([
      expect.stringMatching(
        /^COATCHECK_HOOK_TIMEOUT_MS is .*; allowed: whole milliseconds from 100 to 5000$/,
      ),
    ])
  })
})
