/** The authorization code flow of one application, step by step, for tests that look at each answer. */

import { createHash, randomBytes } from 'node:crypto'
import { createRemoteJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import { expect } from 'vitest'
import type { Json } from './api-client.ts'
import type { FormBrowser } from './form-browser.ts'
import type { MadeApplication, StandardServer } from './standard-clients.ts'

/** Where the application gets its codes. */
export const CALLBACK = 'https://app.example.com/callback'

/** A sign-in that went through. */
export type SignedIn = {
  readonly callback: URL
  readonly redeem: (
    more?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly status: number; readonly body: Json }>
  /** What the first redemption gave. */
  readonly tokens: Json
  readonly claims: JWTPayload
}

/** The flow of an application at a server. */
export type OpenIdFlow = {
  /** The address of an authorization request; `null` leaves a parameter out. */
  readonly address: (more?: Readonly<Record<string, string | null>>) => URL
  /** Goes through the pages, redeems the code, and checks the id_token. */
  readonly signIn: (browser: FormBrowser, more?: Readonly<Record<string, string | null>>) => Promise<SignedIn>
  /** Goes where nobody has to be asked. @returns What the application is told. */
  readonly silently: (
    browser: FormBrowser,
    more?: Readonly<Record<string, string | null>>,
  ) => Promise<URLSearchParams>
  readonly userinfo: (accessToken: unknown, options?: RequestInit) => Promise<Response>
}

const VERIFIER = randomBytes(32).toString('base64url')

/** Makes it. */
export function openIdFlow(server: StandardServer, application: MadeApplication): OpenIdFlow {
  const { clientId, clientSecret } = application
  const keys = createRemoteJWKSet(new URL(`${server.url}/.well-known/jwks.json`))
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`

  const address: OpenIdFlow['address'] = (more = {}) => {
    const url = new URL(`${server.url}/oauth/authorize`)
    const parameters: Readonly<Record<string, string | null>> = {
      client_id: clientId,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid',
      state: 'state-1',
      nonce: 'nonce-1',
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
      ...more,
    }
    for (const [name, value] of Object.entries(parameters))
      if (value !== null) url.searchParams.set(name, value)
    return url
  }

  const walk = async (browser: FormBrowser, url: URL): Promise<URL> =>
    new URL(await browser.walk(url.href, (where) => where.startsWith(CALLBACK)))

  const redeem = async (code: string, more: Readonly<Record<string, string>> = {}) => {
    const body = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
      ...more,
    }
    const response = await fetch(`${server.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams(body),
    })
    return { status: response.status, body: (await response.json()) as Json }
  }

  return {
    address,
    signIn: async (browser, more) => {
      const callback = await walk(browser, address(more))
      const { state, iss } = Object.fromEntries(callback.searchParams)
      expect({ state, iss }).toEqual({ state: 'state-1', iss: server.url })
      const code = callback.searchParams.get('code') ?? ''
      const { status, body: tokens } = await redeem(code)
      expect(tokens).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) })
      expect(status).toBe(200)
      const idToken = String(tokens['id_token'] as string)
      const { payload: claims } = await jwtVerify(idToken, keys, { issuer: server.url, audience: clientId })
      expect(decodeProtectedHeader(idToken)).toMatchObject({ typ: 'JWT', kid: expect.any(String) })
      return { callback, tokens, claims, redeem: (again) => redeem(code, again) }
    },
    silently: async (browser, more) =>
      (await walk(browser, address({ prompt: 'none', ...more }))).searchParams,
    userinfo: (accessToken, options) =>
      fetch(`${server.url}/oauth/userinfo`, {
        headers: { authorization: `Bearer ${accessToken as string}` },
        ...options,
      }),
  }
}
