/** What the documentation shows is compiled and run. */

import { spawn, spawnSync } from 'node:child_process'
import type { NativeError } from '@coatcheck/sdk/native'
import type { RequestListener } from 'node:http'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { listen } from '../sdk/backend.ts'
import { adminClient } from '../support/admin-client.ts'
import { Browser, PASSWORD, register } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeBlocks } from './code-blocks.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const BLOCKS = codeBlocks()
const TYPESCRIPT = BLOCKS.filter(({ language }) => language === 'ts' || language === 'tsx')
const CURL = BLOCKS.filter(({ language, code }) => language === 'sh' && code.startsWith('curl'))

/** Below the packages, so that their names are found from it. */
let folder: string
beforeAll(() => {
  mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true })
  folder = mkdtempSync(join(ROOT, 'node_modules/.cache/docs-'))
  for (const [index, { code, language }] of TYPESCRIPT.entries()) writeFileSync(fileOf(index, language), code)
  const compilerOptions = {
    noEmit: true,
    // Readers' projects emit no declarations of what they export.
    declaration: false,
    declarationMap: false,
    isolatedDeclarations: false,
    customConditions: ['source'],
    types: ['node'],
  }
  const include = ['*.ts', '*.tsx', join(ROOT, 'tests/docs/foreign-modules.d.ts')]
  const config = { extends: join(ROOT, 'tsconfig.base.json'), compilerOptions, include }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
})
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(index: number, language = 'ts'): string {
  return join(folder, `block-${index}.${language}`)
}

test('there is TypeScript in the documentation, and there are commands', () => {
  expect(TYPESCRIPT.length).toBeGreaterThan(0)
  expect(CURL.length).toBeGreaterThan(0)
})

test('every block of TypeScript compiles', () => {
  const { stdout, status } = spawnSync('tsc', ['-p', folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(status).toBe(0)
})

// Components run in `react.test.ts`, clients of pages in `browser.test.ts`. What asks Next itself runs only there: `tests/sdk/next.test.ts` has an app. Pages with a test of their own are run by it.
const RUNNABLE = TYPESCRIPT.map((block, index) => ({ ...block, index })).filter(
  ({ place, code, language }) =>
    language === 'ts' &&
    !code.includes('/next/server') &&
    !/^docs\/(?:appearance|browser|embedding|hooks|oauth|session-config|sign-in-with|storage)\.md/.test(
      place,
    ) &&
    !code.includes('@coatcheck/sdk/browser'),
)

test.each(RUNNABLE.map(({ place, index }) => [place, index] as const))(
  'the block at %s answers somebody who brings nothing',
  async (_place, index) => {
    vi.stubEnv('COATCHECK_URL', 'https://auth.example.com')
    vi.stubEnv('COATCHECK_ADMIN_KEY', 'ccadm_of_nobody')
    const shown = (await import(pathToFileURL(fileOf(index)).href)) as Shown
    const answer = await answerOf(shown)
    const said = answer === undefined ? await sayOf(shown) : await answer.json()
    expect([answer?.status, said]).toBeOneOf([
      [401, { error: 'token-missing' }],
      [401, expect.objectContaining({ code: 'unauthenticated' })],
      [undefined, null],
      [undefined, { code: 'signed-out' }],
    ])
  },
)

describe('a command', () => {
  let coatcheck: RunningCoatcheck
  let environment: Record<string, string>
  beforeAll(async () => {
    coatcheck = await startCoatcheck()
    await register(coatcheck.url, 'grace@example.com')
    const browser = new Browser(coatcheck.url)
    await browser.send('/api/auth/login', { body: { email: 'grace@example.com', password: PASSWORD } })
    const made = await adminClient(coatcheck).post('/backend-keys', { name: 'docs' })
    environment = {
      CLIENT_COOKIE: browser.cookies.get('coatcheck') ?? '',
      COATCHECK_BACKEND_KEY: String(made.body['key']),
    }
  })
  afterAll(() => coatcheck.close())

  test.each(CURL.map(({ place, code }) => [place, code] as const))('at %s works', async (_place, code) => {
    const command = code.replaceAll('localhost:4000', new URL(coatcheck.url).host)
    const answer: unknown = JSON.parse(await run(command, environment))
    expect(answer).toSatisfy((body: object) => 'sessionToken' in body || 'token' in body || 'active' in body)
  })
})

/** Runs a command beside the server, which lives in this process. */
async function run(command: string, environment: Record<string, string>): Promise<string> {
  const child = spawn('bash', ['-c', command], { env: { PATH: process.env['PATH'], ...environment } })
  let output = ''
  for await (const chunk of child.stdout) output += String(chunk)
  return output
}

/** What a block exports to be run. */
type Shown = {
  readonly handler?: (request: Request) => Promise<Response>
  readonly GET?: (request: Request) => Promise<Response>
  readonly proxy?: (request: Request) => Promise<Response>
  /** Of Hono, of Fastify, of Express. */
  readonly app?:
    | { readonly fetch: (request: Request) => Promise<Response> }
    | { readonly inject: (path: string) => Promise<{ readonly statusCode: number; readonly body: string }> }
    | RequestListener
  readonly whoIs?: (token: string) => Promise<string | null>
  readonly listNotes?: () => Promise<unknown>
}

/** What a block without an answer over HTTP says of a token that is none, or of an application that nobody signed in. */
async function sayOf({ whoIs, listNotes }: Shown): Promise<unknown> {
  if (listNotes === undefined) return await whoIs?.('no token')
  return await listNotes().catch((error: NativeError) => ({ code: error.code }))
}

/** What a block answers to `GET /me`. */
async function answerOf({ handler, GET, proxy, app }: Shown): Promise<Response | undefined> {
  const request = new Request('https://app.example.com/me')
  if (app === undefined)
    return await (handler ?? GET ?? proxy)?.(Object.assign(request, { nextUrl: { pathname: '/me' } }))
  if ('fetch' in app) return await app.fetch(request)
  if ('inject' in app) {
    const { statusCode, body } = await app.inject('/me')
    return new Response(body, { status: statusCode })
  }
  const running = await listen(app)
  try {
    const answer = await fetch(`${running.url}/me`)
    return new Response(await answer.text(), answer)
  } finally {
    await running.close()
  }
}
