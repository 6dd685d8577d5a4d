/** What a sign-in answers, by transport: cookies, a pair of tokens, or one opaque token. */

import type { SessionCredential, SessionReading, User } from '@coatcheck/core'
import { z } from 'zod'
import { isActive } from '../http/client-principal.ts'
import { clientCookie, sessionCookies } from '../http/cookies.ts'
import { json } from '../http/route.ts'
import type { HookedClaims } from '../hook/hooked-claims.ts'
import type { Server } from '../server.ts'
import { clampedJson, type MintedToken, mintToken } from '../session/mint-token.ts'
import { sessionJson, sessionSchema, timeJson, userJson, userSchema } from '../session/wire.ts'

/** The answer of a sign-in; which members it has depends on the transport. */
export const signInSchema: z.ZodObject = z
  .object({
    session: sessionSchema,
    user: userSchema,
    accessToken: z
      .string()
      .optional()
      .describe('transport token: a session token, unless the session is pending'),
    refreshToken: z.string().optional().describe('transport token'),
    expiresIn: z.int().optional().describe('transport token: seconds until the access token expires'),
    sessionToken: z.string().optional().describe('transport opaque'),
    expiresAt: z.iso
      .datetime()
      .optional()
      .describe('transport opaque: when the session token ends at the latest'),
  })
  .meta({ id: 'SignIn' })

/** A session that was just opened. */
export type SignInResult = {
  readonly user: User
  readonly reading: SessionReading
  readonly credential: SessionCredential
  /** What a hook adds to its first token. */
  readonly hooked: HookedClaims | undefined
}

/** Answers a sign-in with the session's credential. */
export async function signInAnswer(
  server: Server,
  status: 200 | 201,
  signedIn: SignInResult,
): Promise<Response> {
  const { reading, credential } = signedIn
  const about = { session: sessionJson(reading), user: userJson(signedIn.user) }
  switch (credential.transport) {
    case 'opaque':
      return json(status, {
        sessionToken: credential.sessionToken.reveal(),
        expiresAt: timeJson(reading.session.limits.absoluteExpiresAtMs),
        ...about,
      })
    case 'token': {
      const refreshToken = credential.refreshToken.reveal()
      if (!isActive(reading)) return json(status, { refreshToken, ...about })
      const minted = await mintFirst(server, signedIn)
      return json(status, {
        accessToken: minted.token,
        refreshToken,
        expiresIn: (minted.expiresAtMs - minted.issuedAtMs) / 1000,
        ...clampedJson(minted),
        ...about,
      })
    }
    case 'cookie':
      return json(status, about, await signInCookies(server, signedIn, credential))
  }
}

/** The cookies of a sign-in in a browser. */
async function signInCookies(
  server: Server,
  signedIn: SignInResult,
  credential: Extract<SessionCredential, { transport: 'cookie' }>,
): Promise<readonly string[]> {
  const { settings } = server
  const { reading } = signedIn
  const { session, nowMs } = reading
  const client = clientCookie(settings.url, credential.clientCookie.reveal(), session.rememberMe)
  // Until a pending session is complete, navigations go on as whoever they were.
  if (!isActive(reading)) return [client]
  const minted = await mintFirst(server, signedIn)
  return [client, ...sessionCookies(settings, minted.token, session, nowMs)]
}

async function mintFirst(server: Server, { reading, hooked }: SignInResult): Promise<MintedToken> {
  const { factors, authorizedParty } = reading.session
  return await mintToken(server, { reading, factors, authorizedParty, hooked })
}
