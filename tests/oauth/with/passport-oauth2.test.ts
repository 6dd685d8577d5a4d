/** passport-oauth2 in an Express application, as its users set it up. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import session from 'express-session'
import passport from 'passport'
import OAuth2Strategy from 'passport-oauth2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StandardServer, startForStandardClients } from '../../support/standard-clients.ts'

let server: StandardServer
let app: Server
let appUrl: string

beforeAll(async () => {
  server = await startForStandardClients()
  const application = express()
  app = createServer(application)
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`
  const { clientId, clientSecret } = await server.application({
    name: 'Notes',
    type: 'confidential',
    redirectUris: [`${appUrl}/callback`],
    grants: ['authorization_code', 'refresh_token'],
    scopes: ['openid', 'email'],
  })
  const strategy = new OAuth2Strategy(
    {
      authorizationURL: `${server.url}/oauth/authorize`,
      tokenURL: `${server.url}/oauth/token`,
      clientID: clientId,
      clientSecret,
      callbackURL: `${appUrl}/callback`,
      scope: ['openid', 'email'],
      state: true,
      pkce: true,
    },
    (accessToken: string, refreshToken: string, _profile: unknown, done: OAuth2Strategy.VerifyCallback) => {
      done(null, { accessToken, refreshToken })
    },
  )
  passport.use('coatcheck', strategy)
  application.use(session({ secret: 'of this test alone', resave: false, saveUninitialized: false }))
  application.get('/login', passport.authenticate('coatcheck', { session: false }))
  application.get(
    '/callback',
    passport.authenticate('coatcheck', { session: false }),
    (request, response) => {
      response.json(request.user)
    },
  )
})

afterAll(async () => {
  app.closeAllConnections()
  await new Promise((resolve) => app.close(resolve))
  await server.close()
})

describe('passport-oauth2', () => {
  test('signs in with state and PKCE, and gets tokens that work', async () => {
    const start = await fetch(`${appUrl}/login`, { redirect: 'manual' })
    const cookie = start.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const callback = await server.authorize(start.headers.get('location') ?? '', `${appUrl}/callback`)
    const finish = await fetch(callback, { headers: { cookie } })
    expect(finish.status).toBe(200)
    const { accessToken } = (await finish.json()) as { readonly accessToken: string }
    const userinfo = await fetch(`${server.url}/oauth/userinfo`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    expect(await userinfo.json()).toMatchObject({ sub: server.userId, email: server.email })
  })

  test('does not sign in whoever brings the answer of another browser', async () => {
    const start = await fetch(`${appUrl}/login`, { redirect: 'manual' })
    const callback = await server.authorize(start.headers.get('location') ?? '', `${appUrl}/callback`)
    expect((await fetch(callback)).status).toBe(403)
  })
})
