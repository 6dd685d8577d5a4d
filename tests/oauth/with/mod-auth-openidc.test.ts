/** Apache with mod_auth_openidc, as its users configure it, in front of a page that only the signed-in may see. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Browser } from '../../support/api-client.ts'
import { freePort } from '../../support/start-coatcheck.ts'
import { type StandardServer, startForStandardClients } from '../../support/standard-clients.ts'

let server: StandardServer
let apache: ChildProcess
let appUrl: string
let folder: string

beforeAll(async () => {
  server = await startForStandardClients()
  const port = await freePort()
  appUrl = `http://localhost:${port}`
  const { clientId, clientSecret } = await server.application({
    name: 'Notes behind Apache',
    type: 'confidential',
    redirectUris: [`${appUrl}/signed-in`],
    postLogoutRedirectUris: [`${appUrl}/`],
    grants: ['authorization_code', 'refresh_token'],
    scopes: ['openid', 'email', 'profile'],
  })
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-apache-'))
  mkdirSync(join(folder, 'pages'))
  writeFileSync(join(folder, 'pages', 'index.html'), 'Notes of the signed-in')
  writeFileSync(
    join(folder, 'apache.conf'),
    `ServerRoot "${folder}"
ServerName localhost
PidFile "${folder}/apache.pid"
Mutex file:${folder} default
Listen 127.0.0.1:${port}
ErrorLog "${folder}/error.log"
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
LoadModule auth_openidc_module /usr/lib/apache2/modules/mod_auth_openidc.so
User www-data
Group www-data
DocumentRoot "${folder}/pages"
OIDCProviderMetadataURL ${server.url}/.well-known/openid-configuration
OIDCClientID ${clientId}
OIDCClientSecret ${clientSecret}
OIDCRedirectURI ${appUrl}/signed-in
OIDCCryptoPassphrase of-this-test-alone
OIDCScope "openid email profile"
OIDCPKCEMethod S256
OIDCResponseType code
OIDCSessionType client-cookie
OIDCCookieSameSite On
OIDCRemoteUserClaim sub
OIDCUnAuthAction auth "true"
<Location />
  AuthType openid-connect
  Require valid-user
  Header set Remote-User "expr=%{REMOTE_USER}"
</Location>
`,
  )
  chmodSync(folder, 0o755)
  apache = spawn('/usr/sbin/apache2', ['-d', folder, '-f', join(folder, 'apache.conf'), '-DFOREGROUND'], {
    stdio: 'inherit',
  })
  await untilAnswered(appUrl)
}, 90_000)

async function untilAnswered(url: string): Promise<void> {
  for (const since = performance.now(); performance.now() - since < 60_000; await wait(50)) {
    const status = await fetch(url, { redirect: 'manual' }).then(
      (response) => response.status,
      () => null,
    )
    if (status !== null) return
  }
  throw new Error('Apache did not start')
}

afterAll(async () => {
  apache.kill('SIGTERM')
  await once(apache, 'exit')
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('mod_auth_openidc', () => {
  test('lets in who signs in, and knows who that is', async () => {
    const visitor = new Browser(appUrl)
    const turnedAway = await visitor.send('/')
    expect(turnedAway.status).toBe(302)
    const callback = await server.authorize(turnedAway.headers.get('location') ?? '', `${appUrl}/signed-in`)
    const back = await visitor.send(callback.href.slice(appUrl.length))
    expect([back.status, back.headers.get('location')]).toEqual([302, `${appUrl}/`])
    const page = await visitor.send('/')
    expect(page.body['text']).toContain('Notes of the signed-in')
    expect(page.headers.get('remote-user')).toMatch(new RegExp(`^${server.userId}`))
  })

  test('lets nobody in by the answer of another browser', async () => {
    const visitor = new Browser(appUrl)
    const turnedAway = await visitor.send('/')
    const callback = await server.authorize(turnedAway.headers.get('location') ?? '', `${appUrl}/signed-in`)
    const stranger = await new Browser(appUrl).send(callback.href.slice(appUrl.length))
    expect(stranger.headers.get('remote-user')).toBeNull()
    expect(stranger.body['text']).not.toContain('Notes of the signed-in')
  })
})
