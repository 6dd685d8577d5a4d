/** Session tokens at the size limit, in the cookies of a real browser and back. */

import { createServer, type Server } from 'node:http'
import { MAX_TOKEN_BYTES } from '@coatcheck/core'
import { authenticateRequest, createVerifier, sessionCookieName } from '@coatcheck/sdk/backend'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { CLAIMS, JWKS, NOW_SECONDS, signToken } from '../support/session-tokens.ts'
import { freePort } from '../support/start-coatcheck.ts'

/** The issuers, which give the cookie its name. Chromium is on localhost for both, where it takes `__Host-` too. */
const ISSUERS = ['http://localhost', 'https://auth.example'] as const

let chromium: Browser
beforeAll(async () => {
  chromium = await launchChromium()
})
afterAll(() => chromium.close())

/** A good token of exactly so many bytes; base64url skips one length in four. */
function tokenOf(issuer: string, bytes: number): string {
  for (let padding = Math.floor(bytes / 2); padding < bytes; padding++) {
    const token = signToken(undefined, { ...CLAIMS, iss: issuer, note: 'x'.repeat(padding) })
    if (token.length >= bytes) return token
  }
  throw new Error('no padding fits')
}

/** An application that sets the cookie at `/set`, and elsewhere says who is asking. */
async function serve(
  issuer: string,
  token: string,
): Promise<{ readonly server: Server; readonly url: string }> {
  const verifier = createVerifier({ issuer, jwks: JWKS, now: () => NOW_SECONDS * 1000 })
  const name = sessionCookieName(issuer)
  const attributes = `Path=/; HttpOnly; SameSite=Lax${issuer.startsWith('https:') ? '; Secure' : ''}; Max-Age=600`
  const server = createServer((request, response) => {
    if (request.url === '/set') {
      response.writeHead(204, { 'set-cookie': `${name}=${token}; ${attributes}` }).end()
      return
    }
    const asked = new Request(issuer, { headers: { cookie: request.headers.cookie ?? '' } })
    void authenticateRequest(verifier, asked).then((auth) =>
      response.end(auth.isSignedIn ? auth.userId : auth.reason),
    )
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { server, url: `http://localhost:${port}` }
}

async function visit(issuer: string, token: string): Promise<string | null> {
  const { server, url } = await serve(issuer, token)
  const context = await chromium.newContext()
  try {
    const page = await context.newPage()
    await page.goto(url)
    await page.evaluate(() => fetch('/set'))
    await page.goto(url)
    return await page.textContent('body')
  } finally {
    await context.close()
    await new Promise((resolve) => server.close(resolve))
  }
}

describe.each(ISSUERS)('the session cookie of %s in Chromium', (issuer) => {
  test('carries a token of 4,000 bytes, and its owner is known', async () => {
    const token = tokenOf(issuer, MAX_TOKEN_BYTES)
    expect(token.length).toBe(MAX_TOKEN_BYTES)
    expect(await visit(issuer, token)).toBe(CLAIMS.sub)
  })

  test('is dropped by the browser a little beyond: nobody is signed in, so the limit is where it must be', async () => {
    expect(await visit(issuer, tokenOf(issuer, 4097))).toBe('token-missing')
  })
})
