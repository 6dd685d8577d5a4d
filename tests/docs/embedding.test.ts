/** What `docs/embedding.md` shows is run: an application with the server in it. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { CoatcheckAuth } from '@coatcheck/sdk/backend'
import type { Coatcheck } from '@coatcheck/server'
import { getRequestListener } from '@hono/node-server'
import { expect, test, vi } from 'vitest'
import { listen } from '../sdk/backend.ts'
import { register } from '../support/api-client.ts'
import { codeBlocks } from './code-blocks.ts'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))

test('the application knows its people, and the server in it whatever is asked besides', async () => {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'embedding-')) // below the packages, so that their names are found from it
  const blocks = codeBlocks().filter(
    ({ place, language }) => place.startsWith('docs/embedding.md') && language === 'ts',
  )
  expect(blocks).toHaveLength(1)
  writeFileSync(join(folder, 'application.ts'), blocks[0]?.code ?? '')
  vi.stubEnv('COATCHECK_URL', 'http://localhost:3000')
  vi.stubEnv('COATCHECK_DATA_FOLDER', folder)
  const { app, auth, server } = (await import(pathToFileURL(join(folder, 'application.ts')).href)) as {
    readonly app: { readonly fetch: (request: Request, env: unknown) => Promise<Response> }
    readonly auth: CoatcheckAuth
    readonly server: Coatcheck
  }
  const listener = getRequestListener(app.fetch)
  const running = await listen((request, response) => void listener(request, response))

  expect((await fetch(`${running.url}/me`)).status).toBe(401)
  const { body } = await register(running.url, 'ada@example.com')
  expect(body['session']).toMatchObject({ device: { address: '127.0.0.1' } })
  const headers = { authorization: `Bearer ${String(body['accessToken'])}` }
  const me = await fetch(`${running.url}/me`, { headers })
  expect(await me.json()).toEqual({ userId: (body['user'] as { readonly id: string }).id })

  await running.close()
  auth.close()
  await server.close()
  rmSync(folder, { recursive: true })
})
