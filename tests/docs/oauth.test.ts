/** What `docs/oauth.md` shows is run: a client is made, and told of a logout. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { fakeClock } from '@coatcheck/core/testing'
import { expect, test, vi } from 'vitest'
import { listen } from '../sdk/backend.ts'
import { adminClient } from '../support/admin-client.ts'
import { openGrants } from '../support/grants.ts'
import { startCoatcheck } from '../support/start-coatcheck.ts'
import { codeBlocks } from './code-blocks.ts'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))
const codeWith = (name: string): string =>
  codeBlocks().find(({ place, code }) => place.startsWith('docs/oauth.md') && code.includes(name))?.code ?? ''

test('an application is made a client, and hears that a session is over', async () => {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'oauth-')) // below the packages, so that their names are found from it
  const coatcheck = await startCoatcheck({ clock: fakeClock(Date.now()) }) // jose looks at the real one
  vi.stubEnv('COATCHECK_URL', coatcheck.url)
  vi.stubEnv('COATCHECK_ADMIN_KEY', coatcheck.adminKey)
  const load = async (name: string, code: string): Promise<unknown> => {
    writeFileSync(join(folder, name), code)
    return await import(pathToFileURL(join(folder, name)).href)
  }
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const { makeClient } = (await load('client.ts', codeWith('makeClient'))) as {
    readonly makeClient: () => Promise<void>
  }
  await makeClient()
  const [id = '', secret] = log.mock.lastCall as string[]
  expect(secret).toMatch(/^cca_/)

  const receiver = codeWith('receiveLogout')
    .replace('https://auth.example.com', coatcheck.url)
    .replace('app_...', id)
  const { receiveLogout } = (await load('receiver.ts', receiver)) as {
    readonly receiveLogout: (request: Request) => Promise<Response>
  }
  const listener = getRequestListener(receiveLogout)
  const running = await listen((request, response) => void listener(request, response))
  const admin = adminClient(coatcheck)
  await admin.patch(`/oauth-clients/${id}`, { backchannelLogoutUri: `${running.url}/logout` })
  const [session = ''] = await openGrants(coatcheck, id, 1)
  await admin.delete(`/sessions/${session}`)
  await expect.poll(() => log.mock.lastCall?.[1], { timeout: 30_000 }).toBe(session)
  log.mockRestore()
  await running.close()
  await coatcheck.close()
  rmSync(folder, { recursive: true })
})
