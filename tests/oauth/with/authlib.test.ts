/** Authlib, an OAuth library in Python, as its users call it. */

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StandardServer, startForStandardClients } from '../../support/standard-clients.ts'

const PROGRAM = fileURLToPath(new URL('../../support/authlib-program.py', import.meta.url))
const REDIRECT_URI = 'https://app.example.com/callback'

let server: StandardServer

beforeAll(async () => {
  server = await startForStandardClients()
})

afterAll(() => server.close())

/** Runs the program, answering each of its lines. */
async function run(
  config: object,
  answer: (line: { readonly url?: string }) => Promise<object | null>,
): Promise<unknown> {
  const environment = { ...process.env, AUTHLIB_INSECURE_TRANSPORT: '1' }
  const program = spawn('/usr/bin/python3', [PROGRAM], { stdio: ['pipe', 'pipe', 'pipe'], env: environment })
  let errors = ''
  program.stderr.on('data', (chunk: Buffer) => (errors += String(chunk)))
  program.stdin.write(`${JSON.stringify(config)}\n`)
  let last: unknown = null
  for await (const line of createInterface({ input: program.stdout })) {
    last = JSON.parse(line)
    const reply = await answer(last as { readonly url?: string })
    if (reply !== null) program.stdin.write(`${JSON.stringify(reply)}\n`)
  }
  if (errors.includes('Traceback')) throw new Error(errors)
  return last
}

describe.each(['client_secret_basic', 'client_secret_post'])('Authlib by %s', (method) => {
  test('signs in, checks the id_token, refreshes, introspects, revokes, and gets a token for itself', async () => {
    const { clientId, clientSecret } = await server.application({
      name: 'Notes in Python',
      type: 'confidential',
      redirectUris: [REDIRECT_URI],
      grants: ['authorization_code', 'refresh_token', 'client_credentials'],
      scopes: ['openid', 'email', 'offline_access'],
    })
    const config = { issuer: server.url, clientId, clientSecret, redirectUri: REDIRECT_URI, method }
    const said = await run(config, async ({ url }) =>
      url === undefined ? null : { url: (await server.authorize(url, REDIRECT_URI)).href },
    )
    expect(said).toEqual({
      subject: server.userId,
      email: server.email,
      rotated: true,
      active: true,
      dead: { active: false },
      machine: 'Bearer',
    })
  })
})
