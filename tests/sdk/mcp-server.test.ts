/** `examples/mcp-server`, as the official client of MCP finds it: from a refusal to a token that somebody let it have. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { BY_SYSTEM } from '@coatcheck/core'
import { type OAuthClientProvider, UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Json } from '../support/api-client.ts'
import { claimsOf, makeClient, postForm } from '../support/oauth.ts'
import { answerConsent, signedInBrowser } from '../support/oauth-browser.ts'
import { freePort, type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { issueKey } from './backend.ts'

const PROGRAM = fileURLToPath(new URL('../../examples/mcp-server/server.js', import.meta.url))
const CALLBACK = 'http://127.0.0.1:33418/callback'
let coatcheck: RunningCoatcheck
let program: ChildProcess
let resource: string
let browser: Browser

beforeAll(async () => {
  const port = await freePort()
  resource = `http://localhost:${port}/mcp`
  coatcheck = await startCoatcheck({
    clock: { nowMs: Date.now, advance: () => {} },
    environment: { COATCHECK_OAUTH_REGISTRATION: 'open', COATCHECK_OAUTH_RESOURCES: resource },
  })
  for (const [name, description] of [
    ['notes:read', 'read your notes'],
    ['notes:write', 'write notes of yours'],
  ] as const)
    await coatcheck.server.store.oauthScopes.put({ name, description }, BY_SYSTEM)
  browser = await signedInBrowser(coatcheck.url)
  program = spawn(process.execPath, ['--conditions=source', PROGRAM], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      COATCHECK_URL: coatcheck.url,
      COATCHECK_VERIFIER_KEY: await issueKey(coatcheck, 'verifier'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (program.stdout !== null) await once(program.stdout, 'data')
})
afterAll(async () => {
  const ended = once(program, 'exit')
  program.kill('SIGTERM')
  await ended
  await coatcheck.close()
})

/** What a client of MCP remembers, and where it sends somebody's browser. */
class Remembered implements OAuthClientProvider {
  readonly redirectUrl = CALLBACK
  readonly clientMetadata = {
    client_name: 'An agent',
    redirect_uris: [CALLBACK],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  }
  sentTo: URL | null = null
  kept: OAuthTokens | undefined
  #client: OAuthClientInformationMixed | undefined
  #verifier = ''
  clientInformation = (): OAuthClientInformationMixed | undefined => this.#client
  saveClientInformation = (client: OAuthClientInformationMixed): void => void (this.#client = client)
  tokens = (): OAuthTokens | undefined => this.kept
  saveTokens = (tokens: OAuthTokens): void => void (this.kept = tokens)
  redirectToAuthorization = (url: URL): void => void (this.sentTo = url)
  saveCodeVerifier = (verifier: string): void => void (this.#verifier = verifier)
  codeVerifier = (): string => this.#verifier
}

/** Connects, which takes somebody's yes on the way. */
async function connect(remembered: Remembered): Promise<Client> {
  const options = { authProvider: remembered }
  const first = new StreamableHTTPClientTransport(new URL(resource), options)
  await expect(new Client({ name: 'agent', version: '1' }).connect(asTransport(first))).rejects.toThrow(
    UnauthorizedError,
  )
  const back = new URL(await answerConsent(browser, String(remembered.sentTo)))
  expect(back.searchParams.get('iss')).toBe(coatcheck.url)
  await first.finishAuth(back.searchParams.get('code') ?? '')
  const client = new Client({ name: 'agent', version: '1' })
  await client.connect(asTransport(new StreamableHTTPClientTransport(new URL(resource), options)))
  return client
}

type Transport = Parameters<Client['connect']>[0]

/** The package's own types do not hold under `exactOptionalPropertyTypes`. */
function asTransport(transport: StreamableHTTPClientTransport): Transport {
  return transport as Transport
}

async function call(client: Client, name: string, input: Json = {}): Promise<string> {
  const { content } = await client.callTool({ name, arguments: input })
  return String((content as readonly Json[])[0]?.['text'])
}

const post = (headers: Record<string, string> = {}): Promise<Response> =>
  fetch(resource, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' })

test('a client that knows nothing finds its way, and its tools know who let it in', async () => {
  const remembered = new Remembered()
  const client = await connect(remembered)
  const claims = claimsOf(remembered.kept?.access_token)
  expect(claims).toMatchObject({ aud: resource, scope: 'notes:read' })
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual([
    'whoami',
    'list-notes',
    'add-note',
  ])
  expect(JSON.parse(await call(client, 'whoami'))).toEqual({
    user: claims['sub'],
    client: claims['client_id'],
    scopes: ['notes:read'],
  })
  expect(await call(client, 'add-note', { text: 'more than it may' })).toBe('This needs notes:write.')
  expect(await call(client, 'list-notes')).toBe('')

  // The person takes it back: the next call finds out, though the token has minutes to live.
  const token = remembered.kept?.access_token ?? ''
  await postForm(coatcheck.url, '/oauth/revoke', {
    token: remembered.kept?.refresh_token ?? token,
    client_id: String(claims['client_id']),
  })
  await expect.poll(async () => (await post({ authorization: `Bearer ${token}` })).status).toBe(401)
  await client.close()
})

test('who shows nothing is told where to ask, and no error', async () => {
  const response = await post()
  const metadata = resource.replace('/mcp', '/.well-known/oauth-protected-resource/mcp')
  const challenge = response.headers.get('www-authenticate') ?? ''
  expect(response.status).toBe(401)
  expect(challenge).toContain(`resource_metadata="${metadata}"`)
  expect(challenge).toContain('scope="notes:read"')
  expect(challenge).not.toContain('error')
  expect(await (await fetch(metadata)).json()).toMatchObject({
    resource,
    authorization_servers: [coatcheck.url],
  })
})

test('tokens that are for somebody else, or for less, open nothing', async () => {
  const machine = {
    type: 'confidential',
    grants: ['client_credentials'],
    scopes: ['notes:read', 'notes:write'],
    resources: [resource, 'https://files.example'],
  } as const
  const client = await makeClient(coatcheck, machine)
  const ask = async (more: Record<string, string>): Promise<Response> => {
    const form = { grant_type: 'client_credentials', ...more }
    const { body } = await postForm(coatcheck.url, '/oauth/token', form, { client })
    return await post({ authorization: `Bearer ${String(body['access_token'])}` })
  }
  expect((await ask({ resource: 'https://files.example', scope: 'notes:read' })).status).toBe(401)
  const narrow = await ask({ resource, scope: 'notes:write' })
  expect(narrow.status).toBe(403)
  expect(narrow.headers.get('www-authenticate')).toMatch(/error="insufficient_scope".*scope="notes:read"/)
  // Let on, it is answered by the protocol: this is no message of it.
  expect((await ask({ resource, scope: 'notes:read' })).status).not.toBe(401)
})
