/** Credentials through a mount: proofs of possession, prefixed cookies, bodies that were parsed before. */

import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { derToRaw } from '@coatcheck/core/verify'
import * as forExpress from '@coatcheck/sdk/express'
import * as forHono from '@coatcheck/sdk/hono'
import express from 'express'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Browser, PASSWORD, send } from '../support/api-client.ts'
import { freePort, type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { type RunningApp, runningApp } from './backend.ts'

const EMAIL = 'ada@example.com'

let coatcheck: RunningCoatcheck
let app: RunningApp
beforeAll(async () => {
  const port = await freePort()
  coatcheck = await startCoatcheck({
    environment: { COATCHECK_ALLOWED_ORIGINS: `http://127.0.0.1:${port}` },
  })
  const parsing = express().use(express.json(), forExpress.mountCoatcheck({ url: coatcheck.url }))
  app = await runningApp(createServer(parsing).listen(port, '127.0.0.1'))
  const body = { email: EMAIL, password: PASSWORD }
  await new Browser(app.url).send('/api/auth/register', { body })
})
afterAll(async () => {
  await app.close()
  await coatcheck.close()
})

const signIn = { email: EMAIL, password: PASSWORD, transport: 'token' }

test('a body that middleware has parsed goes on as it was', async () => {
  expect((await send(app.url, '/api/auth/login', { body: signIn })).status).toBe(200)
})

test('a body that middleware of Hono has parsed goes on as it was', async () => {
  const hono = new Hono()
    .use(async (c, next) => {
      await c.req.json()
      await next()
    })
    .all('/api/auth/*', forHono.mountCoatcheck({ url: coatcheck.url }))
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(signIn)
  const response = await hono.request('/api/auth/login', { method: 'POST', headers, body })
  expect(response.status).toBe(200)
})

describe('a proof of possession', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const proof = (htu: string): string => {
    const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
    const iat = Math.floor(coatcheck.clock.nowMs() / 1000)
    const input = [
      { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } },
      { htm: 'POST', htu, iat, jti: randomUUID() },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const raw = derToRaw(sign('sha256', Buffer.from(input), privateKey))
    return `${input}.${Buffer.from(raw).toString('base64url')}`
  }
  const loginWith = (dpop: string) =>
    send(app.url, '/api/auth/login', { body: signIn, headers: { dpop, 'idempotency-key': randomUUID() } })

  test('is for where the visitor asked: the application, or the server itself', async () => {
    expect((await loginWith(proof(`${app.url}/api/auth/login`))).status).toBe(200)
    expect((await loginWith(proof(`${coatcheck.url}/api/auth/login`))).status).toBe(200)
  })

  test('for another host or another path is for another request', async () => {
    for (const htu of [
      'https://evil.example/api/auth/login',
      `${app.url}.evil.example/api/auth/login`,
      `https://evil.example/${app.url}/api/auth/login`,
      `${app.url}/api/auth/refresh`,
      `${app.url}/x/api/auth/login`,
      '/api/auth/login',
    ])
      expect([htu, (await loginWith(proof(htu))).body]).toMatchObject([
        htu,
        { code: 'dpop_invalid', reason: 'proof-not-for-this-request' },
      ])
  })

  test('is used up by either', async () => {
    coatcheck.clock.advance(3_600_000) // so that no limit on sign-ins is met
    const used = proof(`${app.url}/api/auth/login`)
    expect((await loginWith(used)).status).toBe(200)
    expect((await loginWith(used)).body).toMatchObject({ code: 'dpop_invalid', reason: 'proof-replayed' })
  })
})

describe('on https', () => {
  const origin = 'https://app.example.com'

  /** Signs up through an application on https, on a server that is set up so. */
  async function signUp(environment: Record<string, string>) {
    const secure = await startCoatcheck({
      environment: {
        COATCHECK_URL: 'https://auth.example.com',
        COATCHECK_SECRET: 'v1:an instance secret of more than 32 bytes',
        COATCHECK_ALLOWED_ORIGINS: origin,
        COATCHECK_LOG_LEVEL: 'silent', // there is nowhere to send a mail to
        ...environment,
      },
    })
    const url = `http://127.0.0.1:${secure.port}`
    const hono = new Hono().all('/api/auth/*', forHono.mountCoatcheck({ url }))
    const response = await hono.request(`${origin}/api/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
    })
    expect(response.status).toBe(201)
    const setCookies = response.headers.getSetCookie()
    for (const line of setCookies)
      expect(line).toMatch(/^\w[\w-]*=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/)
    const cookie = `__session=of-somebody-else; ${setCookies[0]?.split(';', 1)[0]}`
    const read = await hono.request(`${origin}/api/auth/session`, { headers: { cookie } })
    expect(read.status).toBe(200)
    await secure.close()
    return setCookies.map((line) => line.slice(0, line.indexOf('=')))
  }

  test('cookies are __Host- cookies of the application', async () => {
    expect(await signUp({})).toEqual(['__Host-coatcheck', '__Host-coatcheck-session'])
  })

  test("the cookies that Clerk's packages know come along", async () => {
    const names = await signUp({ COATCHECK_COMPAT: 'clerk' })
    expect(names).toEqual(['__Host-coatcheck', '__session', '__client_uat'])
  })
})
