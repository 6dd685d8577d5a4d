/** Passkeys (WebAuthn level 3) by way of `@simplewebauthn/server`: what is asked of browsers, and what they answer. */

import { idToBytes, newId, type Passkey, StoreUnavailable, type User, type UserId } from '@coatcheck/core'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { z } from 'zod'
import { isAllowedOrigin } from '../http/origin.ts'
import type { Server } from '../server.ts'
import { CHALLENGE_MS, type ChallengePurpose, makeChallenge, useChallenge } from './passkey-challenge.ts'

/** An answer of a browser, as `PublicKeyCredential.toJSON()` spells it; the library looks at what is in it. */
export const passkeyResponse: z.ZodObject = z.looseObject({
  id: z.string().max(1_400),
  rawId: z.string().max(1_400),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: z.string().max(4_096) }),
  clientExtensionResults: z.looseObject({}),
})

/** The options of either ceremony in an answer: what `parseCreationOptionsFromJSON` and its sibling take. */
export const passkeyOptions: z.ZodObject = z.looseObject({ challenge: z.string() })

/** Loaded with the first passkey: a server without any does without its ten megabytes. */
const webauthn = () => import('@simplewebauthn/server')

/** Ed25519, ES256 and RS256 (COSE): what every authenticator has one of. */
const ALGORITHMS = [-8, -7, -257]

/** What to ask a browser for a new passkey. */
export async function registrationOptions(
  server: Server,
  user: User,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const known = await server.store.factors.passkeys(user.id)
  const { generateRegistrationOptions } = await webauthn()
  return await generateRegistrationOptions({
    rpName: server.settings.appearance.name ?? rpId(server),
    rpID: rpId(server),
    userName: user.email ?? user.username ?? user.id,
    userID: new Uint8Array(idToBytes(user.id)),
    challenge: makeChallenge(server, { kind: 'register', userId: user.id }),
    timeout: CHALLENGE_MS,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
    // Found without a name, and unlocked by its owner: good for a whole sign-in.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  })
}

/** The passkey that a browser has made; `null` when the answer is not good. */
export async function verifyRegistration(
  server: Server,
  request: Request,
  userId: UserId,
  response: unknown,
): Promise<Passkey | null> {
  const { verifyRegistrationResponse } = await webauthn()
  const verified = await refusedAsNull(() =>
    verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: (challenge) => useChallenge(server, { kind: 'register', userId }, challenge),
      supportedAlgorithmIDs: ALGORITHMS,
      expectedOrigin: origins(server, request),
      expectedRPID: rpId(server),
      requireUserVerification: true,
    }),
  )
  if (verified === null || !verified.verified) return null
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential
  return {
    id: newId('fac', server.clock.nowMs(), server.random),
    userId,
    credentialId: id,
    publicKey,
    signCount: counter,
    transports: transports.slice(0, 8).map((transport) => String(transport).slice(0, 32)),
  }
}

/** What to ask a browser for: any passkey of ours for a sign-in, one of the user's for a second factor. */
export async function authenticationOptions(
  server: Server,
  purpose: Exclude<ChallengePurpose, { kind: 'register' }>,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const known = 'userId' in purpose ? await server.store.factors.passkeys(purpose.userId) : []
  const { generateAuthenticationOptions } = await webauthn()
  return await generateAuthenticationOptions({
    rpID: rpId(server),
    challenge: makeChallenge(server, purpose),
    timeout: CHALLENGE_MS,
    userVerification: 'required',
    allowCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: [...transports],
    })),
  })
}

/** The passkey that signed, and its new count; `null` when the answer is not good. */
export async function verifyAuthentication(
  server: Server,
  request: Request,
  purpose: ChallengePurpose,
  response: unknown,
): Promise<{ readonly passkey: Passkey; readonly signCount: number } | null> {
  const { id } = response as AuthenticationResponseJSON
  const passkey = await server.store.factors.findPasskey(id)
  if (passkey === null || ('userId' in purpose && passkey.userId !== purpose.userId)) return null
  const { verifyAuthenticationResponse } = await webauthn()
  const verified = await refusedAsNull(() =>
    verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: (challenge) => useChallenge(server, purpose, challenge),
      expectedOrigin: origins(server, request),
      expectedRPID: rpId(server),
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.signCount,
      },
      requireUserVerification: true,
    }),
  )
  return verified?.verified === true ? { passkey, signCount: verified.authenticationInfo.newCounter } : null
}

/** Passkeys belong to the host of the server's URL, and work on it and what is below it. */
function rpId({ settings }: Server): string {
  return new URL(settings.url).hostname
}

function origins({ settings }: Server, request: Request): string[] {
  const origin = request.headers.get('origin')
  const asked = origin !== null && isAllowedOrigin(settings, origin) ? [origin] : []
  return [settings.url, ...settings.allowedOrigins, ...asked]
}

/** The library throws at everything that is not as it should be. Outages of the store are no answer of a browser. */
async function refusedAsNull<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify()
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error
    return null
  }
}
