/** One of every kind of credential, as its holder would send it. */

import { randomUUID } from 'node:crypto'
import { issueAccessKey } from '@coatcheck/server'
import { Browser, type Json, login, PASSWORD, register, type RequestOptions, send } from './api-client.ts'
import type { RunningCoatcheck } from './start-coatcheck.ts'

/** The kinds that requests are tried with. */
export const CREDENTIAL_KINDS = [
  'nothing',
  'client-cookie',
  'session-token',
  'opaque-session',
  'refresh-token',
  'backend-key',
  'application',
  'api-key',
  'admin-key',
  'verifier-key',
  'ended-opaque-session',
  'garbage',
] as const

/** A kind. */
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number]

/** What a credential adds to a request. */
export type Carried = Pick<RequestOptions, 'headers' | 'bearer'> & { readonly body?: Json }

/** Makes a fresh user and gives the credential of that kind. */
export async function carry(coatcheck: RunningCoatcheck, kind: CredentialKind): Promise<Carried> {
  const { url } = coatcheck
  const email = `${randomUUID()}@example.com`
  coatcheck.clock.advance(60_000) // so that no limit on registrations is met
  switch (kind) {
    case 'nothing':
      return {}
    case 'garbage':
      return { bearer: 'ccs_AAAA' }
    case 'admin-key':
      return { bearer: coatcheck.adminKey }
    case 'verifier-key':
      return { bearer: await accessKey(coatcheck, 'verifier') }
    case 'application':
      return { bearer: await accessKey(coatcheck, 'backend') }
    case 'api-key':
      return { bearer: await apiKey(coatcheck, email) }
    case 'backend-key': {
      const browser = await signedInBrowser(url, email)
      const headers = { 'coatcheck-client': browser.cookies.get('coatcheck') ?? '' }
      return { bearer: await accessKey(coatcheck, 'backend'), headers }
    }
    case 'client-cookie': {
      const browser = await signedInBrowser(url, email)
      return { headers: { origin: url, ...browser.cookieHeader() } }
    }
    case 'session-token':
      return { bearer: text((await register(url, email)).body['accessToken']) }
    case 'refresh-token': {
      const { body } = await register(url, email)
      return { body: { refreshToken: body['refreshToken'] }, headers: { 'idempotency-key': randomUUID() } }
    }
    case 'opaque-session':
      return { bearer: text((await register(url, email, { transport: 'opaque' })).body['sessionToken']) }
    case 'ended-opaque-session': {
      await register(url, email)
      const bearer = text((await login(url, email, { transport: 'opaque' })).body['sessionToken'])
      await send(url, '/api/auth/logout', { body: {}, bearer })
      return { bearer }
    }
  }
}

async function signedInBrowser(url: string, email: string): Promise<Browser> {
  const browser = new Browser(url)
  await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
  return browser
}

async function accessKey({ server }: RunningCoatcheck, kind: 'backend' | 'verifier'): Promise<string> {
  const made = await issueAccessKey(server, { kind, name: randomUUID() })
  if (made === 'too-many') throw new Error('a new name has no keys yet')
  return made.key.reveal()
}

/** An API key of somebody. */
async function apiKey({ url, adminKey }: RunningCoatcheck, email: string): Promise<string> {
  const { id } = (await register(url, email)).body['user'] as { readonly id: string }
  const body = { subject: id, name: 'deploys', scopes: ['deploy'], expiresInSeconds: null }
  return text((await send(url, '/api/admin/api-keys', { bearer: adminKey, body })).body['key'])
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('the answer has no credential')
  return value
}
