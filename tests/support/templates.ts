/** What tests of templates do again and again. */

import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import type { AdminClient } from './admin-client.ts'
import { type Answer, type Json, send } from './api-client.ts'

/** Somebody with an opaque session. */
export type Holder = { readonly userId: string; readonly sessionId: string; readonly bearer: string }

/** Reads the holder out of the answer to a sign-in. */
export function holderOf({ body }: Answer): Holder {
  const { id: sessionId, userId } = body['session'] as { readonly id: string; readonly userId: string }
  return { userId, sessionId, bearer: String(body['sessionToken']) }
}

/** Makes a template. @returns Its id. */
export async function makeTemplate(admin: AdminClient, template: Json): Promise<string> {
  const made = await admin.post('/templates', template)
  expect(made).toMatchObject({ status: 201 })
  return String(made.body['id'])
}

/** Mints for a holder. */
export function mint(url: string, { bearer }: Holder, body: Json = {}): Promise<Answer> {
  return send(url, '/api/auth/session/token', { bearer, body })
}

/** Mints for a holder. @returns The claims, unverified. */
export async function mintedClaims(url: string, holder: Holder, body: Json = {}): Promise<Json> {
  const minted = await mint(url, holder, body)
  expect(minted).toMatchObject({ status: 200 })
  return decodeJwt(String(minted.body['token']))
}
