/** The tokens that upstreams of each kind issue, and their exchange for a session. */

import { adminClient } from './admin-client.ts'
import { type Answer, type Json, send } from './api-client.ts'
import type { FakeUpstream } from './fake-upstream.ts'
import type { RunningCoatcheck } from './start-coatcheck.ts'

/** Where the apps of the tests run. */
export const APP = 'https://app.example.com'

/** Trusts the issuer as one of that kind, with what such an upstream needs. */
export async function trust(
  coatcheck: RunningCoatcheck,
  { issuer }: FakeUpstream,
  kind: 'oidc' | 'clerk' | 'supabase',
  more: Json = {},
): Promise<string> {
  const needed = { oidc: { audiences: ['web'] }, clerk: { authorizedParties: [APP] }, supabase: {} }[kind]
  const { body } = await adminClient(coatcheck).post('/upstreams', { issuer, kind, ...needed, ...more })
  return String(body['id'])
}

/** Claims of a Clerk session token. */
export function clerkClaims({ clock }: RunningCoatcheck, { issuer }: FakeUpstream, more: Json = {}): Json {
  const iat = Math.floor(clock.nowMs() / 1000)
  return {
    iss: issuer,
    sub: 'user_2abc',
    sid: 'sess_2abc',
    azp: APP,
    iat,
    nbf: iat - 10,
    exp: iat + 60,
    v: 2,
    sts: 'active',
    fva: [3, -1],
    ...more,
  }
}

/** The header of a Clerk session token, beside what every token has. */
export const CLERK_HEADER: Json = { cat: 'cl_B7d4PD111AAA', oiat: 1_780_000_000 }

/** Claims of a Supabase access token. */
export function supabaseClaims({ clock }: RunningCoatcheck, { issuer }: FakeUpstream, more: Json = {}): Json {
  const iat = Math.floor(clock.nowMs() / 1000)
  return {
    iss: issuer,
    sub: '6c1f0f6e-5a0b-4f0e-9a64-0f4b5a4c3d21',
    aud: 'authenticated',
    role: 'authenticated',
    iat,
    exp: iat + 3600,
    email: 'ada@example.com',
    phone: '',
    app_metadata: { provider: 'email' },
    user_metadata: { email_verified: true },
    aal: 'aal1',
    amr: [{ method: 'password', timestamp: iat }],
    session_id: '0d7f3a52-6c7e-4f5e-8c58-1e2d3c4b5a69',
    is_anonymous: false,
    ...more,
  }
}

/** Claims of an id_token. */
export function idTokenClaims({ clock }: RunningCoatcheck, { issuer }: FakeUpstream, more: Json = {}): Json {
  const iat = Math.floor(clock.nowMs() / 1000)
  return {
    iss: issuer,
    sub: 'person-7',
    aud: 'web',
    iat,
    exp: iat + 300,
    email: 'ada@example.com',
    email_verified: true,
    given_name: 'Ada',
    ...more,
  }
}

/** Exchanges a token. */
export function exchange(
  { url }: RunningCoatcheck,
  token: string,
  body: Json = {},
  key?: string,
): Promise<Answer> {
  return send(url, '/api/auth/create-session', {
    body: { token, ...body },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  })
}

/** Why the newest exchange failed, as the events tell it. */
export async function failureReason(coatcheck: RunningCoatcheck): Promise<unknown> {
  const [newest] = await adminClient(coatcheck).list('/events?type=exchange.failed&limit=1')
  return newest?.['reason']
}
