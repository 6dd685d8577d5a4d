/** Clients whose id is the URL of their description: fetched with care, kept, and asked again. */

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import type { Json } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const HOUR_MS = 3_600_000

let coatcheck: RunningCoatcheck
let host: Server
let url: string
let requests: number
let listener: RequestListener

beforeEach(async () => {
  requests = 0
  host = createServer((request, response) => {
    requests += 1
    listener(request, response)
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  url = `http://localhost:${(host.address() as AddressInfo).port}/client.json`
  serve({})
  coatcheck = await startCoatcheck({
    environment: { COATCHECK_OAUTH_CLIENT_DOCUMENTS: 'true', COATCHECK_LOG_LEVEL: 'silent' },
  })
})
afterEach(async () => {
  await coatcheck.close()
  host.closeAllConnections()
  await new Promise((resolve) => host.close(resolve))
})

/** Lets the host answer with a document that differs so. */
function serve(more: Json, headers: Record<string, string> = {}): void {
  answer(JSON.stringify({ client_id: url, redirect_uris: ['https://notes.example/cb'], ...more }), headers)
}

function answer(text: string, headers: Record<string, string> = {}, status = 200): void {
  listener = (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
}

async function find(clientId: string = url) {
  return (await coatcheck.server.clientDocuments.find(clientId))?.client ?? null
}

describe('a client’s document', () => {
  test('makes the client, public and asked for consent, whatever it says', async () => {
    serve({
      client_name: 'Notes',
      firstParty: true,
      grant_types: ['authorization_code', 'client_credentials'],
    })
    expect(await find()).toMatchObject({
      clientId: url,
      name: 'Notes',
      registration: 'document',
      type: 'public',
      authMethod: 'none',
      firstParty: false,
      grants: ['authorization_code'],
      redirectUris: ['https://notes.example/cb'],
    })
    serve({})
  })

  test('is fetched once for fifty who ask at once, and again when it is old', async () => {
    const found = await Promise.all(Array.from({ length: 50 }, () => find()))
    expect(new Set(found.map((client) => client?.id)).size).toBe(1)
    expect(requests).toBe(1)
    serve({ redirect_uris: ['https://notes.example/new'] }, { 'cache-control': 'max-age=120' })
    expect(await find()).toMatchObject({ redirectUris: ['https://notes.example/cb'] })
    coatcheck.clock.advance(HOUR_MS)
    expect(await find()).toMatchObject({ id: found[0]?.id, redirectUris: ['https://notes.example/new'] })
    expect(requests).toBe(2)
    coatcheck.clock.advance(120_000)
    await find()
    expect(requests).toBe(3)
  })

  test('is kept for a minute at least and for a day at most, whatever it says', async () => {
    for (const [cacheControl, ms] of [
      ['no-store', 60_000],
      ['max-age=0', 60_000],
      ['public, max-age=999999999', 24 * HOUR_MS],
    ] as const) {
      serve({}, { 'cache-control': cacheControl })
      coatcheck.clock.advance(25 * HOUR_MS)
      await find()
      const before = requests
      coatcheck.clock.advance(ms - 1)
      await find()
      expect(requests).toBe(before)
      coatcheck.clock.advance(1)
      await find()
      expect(requests).toBe(before + 1)
    }
  })

  test('that cannot be had for the moment leaves its client in force; one that is gone does not', async () => {
    const { id } = (await find()) ?? {}
    coatcheck.clock.advance(HOUR_MS)
    answer('', {}, 503)
    expect(await find()).toMatchObject({ id })
    coatcheck.clock.advance(60_000)
    answer('', {}, 410)
    expect(await find()).toBeNull()
    coatcheck.clock.advance(60_000)
    serve({})
    expect(await find()).toMatchObject({ id })
  })

  test('that is missing counts as gone after ten minutes of it', async () => {
    const { id } = (await find()) ?? {}
    coatcheck.clock.advance(HOUR_MS)
    answer('', {}, 404)
    for (let minute = 0; minute < 10; minute++) {
      expect(await find()).toMatchObject({ id })
      coatcheck.clock.advance(60_000)
    }
    expect(await find()).toBeNull()
    coatcheck.clock.advance(60_000)
    expect(await find()).toBeNull()
    coatcheck.clock.advance(60_000)
    serve({})
    expect(await find()).toMatchObject({ id })
    coatcheck.clock.advance(HOUR_MS)
    answer('', {}, 404)
    expect(await find()).toMatchObject({ id })
  })

  test.each<[string, () => void]>([
    ['of another client', () => serve({ client_id: 'https://evil.example/client.json' })],
    ['that says who it is twice', () => answer(`{"client_id":"x","client_id":${JSON.stringify(url)}}`)],
    ['with a secret', () => serve({ client_secret: 'x' })],
    ['that wants a secret', () => serve({ token_endpoint_auth_method: 'client_secret_basic' })],
    ['with a program', () => serve({ redirect_uris: ['javascript:alert(1)'] })],
    ['without an address', () => serve({ redirect_uris: [] })],
    ['that is a page', () => serve({}, { 'content-type': 'text/html' })],
    ['that is no object', () => answer('[]')],
    ['that is no JSON', () => answer('{')],
    ['that is larger than documents are', () => serve({ padding: 'x'.repeat(70_000) })],
    ['that is elsewhere', () => answer('', { location: url.replace('client', 'other') }, 302)],
    ['that is not there', () => answer('', {}, 404)],
  ])('%s makes none, and is not asked for again at once', async (_, prepare) => {
    prepare()
    expect(await find()).toBeNull()
    expect(await find()).toBeNull()
    expect(requests).toBe(1)
    const clients = await adminClient(coatcheck).list('/oauth-clients')
    expect(clients.filter(({ registration }) => registration === 'document')).toEqual([])
  })

  test('is not asked for where its URL is none that a document has', async () => {
    const { port } = new URL(url)
    const others = [
      `http://localhost:${port}/`,
      `http://localhost:${port}`,
      `${url}#x`,
      `http://user@localhost:${port}/client.json`,
      `http://localhost:${port}/a/../client.json`,
      `http://LOCALHOST:${port}/client.json`,
      `http://127.0.0.2:${port}/client.json`,
      `http://localhost:${port}/${'x'.repeat(512)}`,
      `file:///etc/passwd`,
      'x',
    ]
    expect(await Promise.all(others.map(find))).toEqual(others.map(() => null))
    expect(requests).toBe(0)
  })

  test('is no way to send this server after somebody', async () => {
    answer('', {}, 404)
    for (let count = 0; count < 60; count++) await find(url.replace('client', `client-${count}`))
    expect(requests).toBe(20)
  })

  test('makes a client that administrators disable and delete, and do not change', async () => {
    const admin = adminClient(coatcheck)
    const { id } = (await find()) ?? {}
    expect((await admin.patch(`/oauth-clients/${id}`, { name: 'Evil' })).status).toBe(400)
    expect((await admin.post(`/oauth-clients/${id}/disable`)).status).toBe(200)
    coatcheck.clock.advance(HOUR_MS)
    serve({ client_name: 'New name' })
    expect(await find()).toMatchObject({ id, state: 'disabled' })
    expect((await admin.delete(`/oauth-clients/${id}`)).status).toBe(204)
    expect(await find()).toMatchObject({ state: 'enabled', name: 'New name' })
  })
})

test('where documents are off, none is asked for', async () => {
  const off = await startCoatcheck()
  expect(await off.server.clientDocuments.find(url)).toBeNull()
  expect(requests).toBe(0)
  await off.close()
})
