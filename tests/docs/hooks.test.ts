/** What `docs/hooks.md` shows is run: its configuration file, and its answerer beside a server. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { fakeClock } from '@coatcheck/core/testing'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { listen } from '../sdk/backend.ts'
import { register } from '../support/api-client.ts'
import { webhookSecret } from '../support/hook-server.ts'
import { startCoatcheck } from '../support/start-coatcheck.ts'
import { codeBlocks } from './code-blocks.ts'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))
const BLOCKS = codeBlocks().filter(
  ({ place, language }) => place.startsWith('docs/hooks.md') && language === 'ts',
)

/** Below the packages, so that their names are found from it. */
let folder: string
beforeAll(() => {
  mkdirSync(CACHE, { recursive: true })
  folder = mkdtempSync(join(CACHE, 'hooks-'))
  expect(BLOCKS).toHaveLength(2)
  writeFileSync(join(folder, 'coatcheck.config.ts'), BLOCKS[0]?.code ?? '')
  writeFileSync(join(folder, 'answerer.ts'), BLOCKS[1]?.code ?? '')
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the configuration file lets people of Example in, and tells their plan', async () => {
  const coatcheck = await startCoatcheck({ folder })
  expect(await register(coatcheck.url, 'ada@example.org')).toMatchObject({
    status: 403,
    body: { code: 'hook_refused', detail: 'Accounts here are for people of Example.' },
  })
  const { body } = await register(coatcheck.url, 'ada@example.com')
  expect(decodeJwt(String(body['accessToken']))).toMatchObject({ plan: 'free', seats: 0 })
  await coatcheck.close()
})

test('the answerer takes questions of its server, and of nobody else', async () => {
  const secret = webhookSecret()
  vi.stubEnv('HOOK_SECRET', secret)
  const { handler } = (await import(pathToFileURL(join(folder, 'answerer.ts')).href)) as {
    readonly handler: (request: Request) => Promise<Response>
  }
  const listener = getRequestListener(handler)
  const running = await listen((request, response) => void listener(request, response))
  const forged = await fetch(running.url, { method: 'POST', body: '{"type":"beforeSession"}' })
  expect([forged.status, await forged.json()]).toEqual([401, { error: 'signature-invalid' }])
  const coatcheck = await startCoatcheck({
    clock: fakeClock(Date.now()), // the answerer looks at the real one
    environment: {
      COATCHECK_HOOK_BEFORE_SESSION_URL: running.url,
      COATCHECK_HOOK_BEFORE_SESSION_SECRET: secret,
      COATCHECK_HOOK_TIMEOUT_MS: '5000',
    },
  })
  expect(await register(coatcheck.url, 'ada@example.com')).toMatchObject({
    status: 403,
    body: { code: 'hook_refused', detail: 'Verify your address first.' },
  })
  await coatcheck.close()
  await running.close()
})
