/** `coatcheck login` and the example of a command line, on a terminal, against a server that nobody has set up. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from '../support/api-client.ts'
import { answerConsent, decideDevice, signedInBrowser } from '../support/oauth-browser.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { freePort } from '../support/start-coatcheck.ts'

const COMMAND = fileURLToPath(new URL('../../scripts/coatcheck.js', import.meta.url))
const EXAMPLE = fileURLToPath(new URL('../../examples/cli-login/notes.js', import.meta.url))
const PATIENCE = { timeout: 60_000, interval: 50 }

let server: ServerProcess
let folder: string
let browser: Browser

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-login-'))
  server = await startServerProcess(await freePort(), folder)
  browser = await signedInBrowser(server.url)
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a program on a terminal of its own. */
function onTerminal(program: string, args: readonly string[], environment: Record<string, string> = {}) {
  const command = [process.execPath, '--conditions=source', program, ...args]
    .map((word) => `'${word}'`)
    .join(' ')
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    env: {
      PATH: process.env['PATH'],
      TERM: 'xterm-256color',
      SHELL: '/bin/sh',
      XDG_CONFIG_HOME: folder,
      NOTES_TOKENS: join(folder, 'notes.json'),
      COATCHECK_URL: server.url,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const closed = once(child, 'close')
  return {
    output: () => output,
    /** What it has printed that fits, once it has. */
    shown: async (pattern: RegExp): Promise<string> => {
      await expect.poll(() => pattern.exec(output)?.[1], PATIENCE).toBeDefined()
      return pattern.exec(output)?.[1] ?? ''
    },
    ended: async () => {
      const [code] = (await closed) as [number | null]
      return { code, output: output.replaceAll('\r\n', '\n') }
    },
  }
}

const run = (program: string, ...args: readonly string[]) => onTerminal(program, args).ended()

test('signs in by a code, says who it is, and signs out, as any application can', async () => {
  const [command, example] = [onTerminal(COMMAND, ['login']), onTerminal(EXAMPLE, ['login'])]
  for (const terminal of [command, example]) {
    const userCode = await terminal.shown(/type\s+(?:\S*\[1m)?([A-Z]{4}-[A-Z]{4})/)
    expect((await decideDevice(browser, userCode, 'approve')).status).toBe(303)
  }
  const [one, other] = await Promise.all([command.ended(), example.ended()])
  expect([one.code, other.code]).toEqual([0, 0])
  expect(one.output).toContain(`Signed in to ${server.url} as \u001B[1m`)
  expect(other.output).toContain('Signed in.')

  const file = join(folder, 'coatcheck', 'login.json')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const { refreshToken } = JSON.parse(readFileSync(file, 'utf8')) as { readonly refreshToken: string }
  expect(one.output).not.toContain(refreshToken)
  for (const [program, name] of [
    [COMMAND, 'whoami'],
    [EXAMPLE, 'whoami'],
  ] as const)
    expect(await run(program, name)).toMatchObject({
      code: 0,
      output: expect.stringContaining('@example.com'),
    })
  const got = await run(EXAMPLE, 'get', `${server.url}/oauth/userinfo`)
  expect(got.output).toMatch(/^200 \{.*"email"/)

  for (const program of [COMMAND, EXAMPLE]) {
    expect(await run(program, 'logout')).toMatchObject({ code: 0 })
    expect(await run(program, 'whoami')).toMatchObject({
      code: 1,
      output: expect.stringContaining('nobody is signed in'),
    })
  }
}, 300_000)

test('signs in by the browser where there is one', async () => {
  const command = onTerminal(COMMAND, ['login'], { DISPLAY: ':99' })
  const address = await command.shown(/(http:\S+\/oauth\/authorize\?\S+)/)
  const page = await fetch(await answerConsent(browser, address))
  expect(await page.text()).toContain('You are signed in')
  expect(await command.ended()).toMatchObject({ code: 0, output: expect.stringContaining('✓') })
  expect(await run(COMMAND, 'logout')).toMatchObject({ code: 0 })
})

test('says in one line what is wrong', async () => {
  const closed = await freePort()
  const refused = await onTerminal(COMMAND, [
    'login',
    '--device',
    '--url',
    `http://localhost:${closed}`,
  ]).ended()
  expect(refused).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^coatcheck: .* cannot be reached.*\n$/),
  })
  const unknown = await onTerminal(COMMAND, ['login', '--device', '--client-id', 'nobody']).ended()
  expect(unknown).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^coatcheck: .*invalid_client.*\n$/),
  })
})
