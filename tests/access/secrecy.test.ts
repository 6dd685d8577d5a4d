/** What a server says of its own accord, on the terminal and in its log, holds no credential that it issued. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Browser, login, PASSWORD, send, TokenApp } from '../support/api-client.ts'
import { startServerProcess } from '../support/server-process.ts'
import { freePort } from '../support/start-coatcheck.ts'

test('neither log nor errors hold a credential, a password or a ticket', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-secrecy-'))
  const server = await startServerProcess(await freePort(), folder, { COATCHECK_LOG_LEVEL: 'debug' })
  try {
    const { url } = server
    const banner = server.output()
    const browser = new Browser(url)
    const answers = [
      await browser.send('/api/auth/register', { body: { email: 'ada@example.com', password: PASSWORD } }),
    ]
    const app = new TokenApp(url, (await login(url, 'ada@example.com')).body)
    const stolen = app.refreshToken
    await app.refresh()
    const name = { name: 'nightly', expiresInSeconds: null }
    const made = await browser.send('/api/auth/api-keys', { body: name })
    const apiKey = String(made.body['key'])
    const issued = [apiKey, stolen, app.refreshToken, app.accessToken!, ...browser.cookies.values(), PASSWORD]
    for (const path of ['/api/auth/session', `/api/auth/sessions/${stolen}`, `/sign-in?x=${stolen}`]) {
      answers.push(await send(url, path, { bearer: stolen }), await browser.send(path))
    }
    answers.push(await send(url, `/api/auth/api-keys?key=${apiKey}`, { bearer: apiKey }))
    answers.push(await browser.send('/api/auth/api-keys'), await browser.send('/api/auth/user/export'))
    answers.push(await send(url, '/api/auth/refresh', { body: `{"refreshToken":"${stolen}"` }))
    answers.push(await new TokenApp(url, { refreshToken: stolen }).refresh())
    answers.push(await send(url, '/api/auth/password/forgot', { body: { email: 'ada@example.com' } }))
    expect(await server.stop()).toBe(0)

    const said =
      server.output().slice(banner.length) + answers.map(({ body }) => JSON.stringify(body)).join('\n')
    for (const secret of issued) expect(said).not.toContain(secret)
    expect(said).not.toMatch(/cco_[\w-]{20}/)
  } finally {
    await server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
})
