/** A server inside an application: what asks it does so by calls, and no connection leaves the process. */

import { createAuth } from '@coatcheck/sdk/backend'
import { type Coatcheck, createCoatcheck, loadSettings } from '@coatcheck/server'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatOpaque, newId } from '@coatcheck/core'
import { seededRandom } from '@coatcheck/core/testing'
import { PASSWORD } from '../support/api-client.ts'

const URL_OF_APP = 'http://localhost:4999' // nobody listens there
const ADMIN_KEY = formatOpaque('adminKey', newId('key', 0, seededRandom(1)), new Uint8Array(32).fill(7))

let folder: string
let coatcheck: Coatcheck
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-embedded-'))
  const environment = {
    COATCHECK_URL: URL_OF_APP,
    COATCHECK_DATA_FOLDER: folder,
    COATCHECK_ADMIN_KEY: ADMIN_KEY,
    COATCHECK_TRUST_PROXY: '1',
  }
  coatcheck = await createCoatcheck(await loadSettings({}, environment, folder), {
    passwordCost: { memoryCost: 8, timeCost: 1 },
  })
})
afterAll(async () => {
  await coatcheck.close()
  rmSync(folder, { recursive: true })
})

type Opened = {
  readonly accessToken: string
  readonly session: { readonly id: string; readonly device: { readonly address: string | null } }
}

/** Signs somebody up. */
async function register(
  email: string,
  headers: { readonly [name: string]: string } = {},
  address?: string,
): Promise<Opened> {
  const request = new Request(`${URL_OF_APP}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ email, password: PASSWORD, transport: 'token' }),
  })
  return (await (await coatcheck.fetch(request, { address })).json()) as Opened
}

const revoke = (sessionId: string): Promise<Response> =>
  coatcheck.fetch(
    new Request(`${URL_OF_APP}/api/admin/sessions/${sessionId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    }),
  )

test('tokens are verified, and refused as soon as their session is revoked', async () => {
  const auth = createAuth(coatcheck.inProcess())
  await auth.verifier.ready()
  const { accessToken, session } = await register('ada@example.com')
  const request = new Request(`${URL_OF_APP}/`, { headers: { authorization: `Bearer ${accessToken}` } })
  expect(await auth.getAuth(request)).toMatchObject({ isSignedIn: true, sessionId: session.id })
  await revoke(session.id)
  await expect.poll(async () => (await auth.getAuth(request)).isSignedIn, { timeout: 1000 }).toBe(false)
  expect(coatcheck.server.feed.readers('verifiers')).toBe(1)
  auth.close()
  await expect.poll(() => coatcheck.server.feed.readers('verifiers')).toBe(0)
})

test('a session cookie is renewed by a backend key that nobody made', async () => {
  const signedUp = await coatcheck.fetch(
    new Request(`${URL_OF_APP}/api/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: URL_OF_APP },
      body: JSON.stringify({ email: 'bob@example.com', password: PASSWORD }),
    }),
  )
  const cookies = signedUp.headers.getSetCookie().map((line) => line.split(';', 1).join(''))
  const client = cookies.find((cookie) => cookie.startsWith('coatcheck=')) ?? ''
  const auth = createAuth(coatcheck.inProcess())
  const state = await auth.getAuth(new Request(`${URL_OF_APP}/`, { headers: { cookie: client } }))
  auth.close()
  expect(state).toMatchObject({ isSignedIn: true, tokenType: 'session' })
  expect(state.setCookies()).toEqual([expect.stringMatching(/^__session=ey/)])
})

test('its keys stand in no list, and open nothing but what their kind opens', async () => {
  const { backendKey, feed, fetch } = coatcheck.inProcess()
  for (const kind of ['backend', 'verifier'] as const)
    expect(await coatcheck.server.store.accessKeys.list(kind)).toEqual([])
  const statusWith = async (path: string, key: string): Promise<number> =>
    (await fetch(URL_OF_APP + path, { headers: { authorization: `Bearer ${key}` } })).status
  expect(await statusWith('/api/feed', backendKey)).toBe(403)
  expect(await statusWith('/api/admin/users', feed.key)).toBe(403)
  expect(await statusWith('/api/admin/users', backendKey)).toBe(403)
})

test('what was broken off gives no answer, and what began to answer no more of it', async () => {
  const { feed, fetch } = coatcheck.inProcess()
  const gone = AbortSignal.abort(new Error('gone'))
  await expect(fetch(`${URL_OF_APP}/healthz`, { signal: gone })).rejects.toThrow('gone')
  const over = new AbortController()
  const headers = { authorization: `Bearer ${feed.key}` }
  const asked = fetch(`${URL_OF_APP}/healthz`, { signal: over.signal })
  over.abort(new Error('over'))
  await expect(asked).rejects.toThrow('over')
  const cut = new AbortController()
  const { body } = await fetch(`${URL_OF_APP}/api/feed`, { headers, signal: cut.signal })
  const reader = body!.getReader()
  expect((await reader.read()).done).toBe(false)
  cut.abort(new Error('cut'))
  await expect(reader.read()).rejects.toThrow('cut')
})

test('a visitor has the address of the connection, or what its proxy forwarded', async () => {
  const addressOf = async (email: string, forwarded?: string, address?: string): Promise<string | null> => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
    return (await register(email, headers, address)).session.device.address
  }
  expect(await addressOf('carol@example.com', undefined, '203.0.113.7')).toBe('203.0.113.7')
  expect(await addressOf('dave@example.com', '198.51.100.1, 203.0.113.8', '10.0.0.1')).toBe('203.0.113.8')
  expect(await addressOf('erin@example.com', '198.51.100.1, 203.0.113.9')).toBe('203.0.113.9')
  expect(await addressOf('frank@example.com')).toBeNull()
})
