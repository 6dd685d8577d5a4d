/** A server with compat clerk, and the published `@clerk/backend` set up for it as an application would. */

import { createPublicKey } from 'node:crypto'
import { type ClerkClient, createClerkClient } from '@clerk/backend'
import { type Answer, type Json, send } from './api-client.ts'
import { type RunningCoatcheck, type StartOptions, startCoatcheck } from './start-coatcheck.ts'

/** Where people reach the server. */
export const SERVER = 'https://auth.example.com'

/** An application that sends bearer tokens. */
export const APP = 'https://app.example.com'

/** An application on the server's own host, which gets its cookies. */
export const NEIGHBOR = 'https://auth.example.com:8443'

/** Any text will do for it: nothing of ours asks for it. */
export const SECRET_KEY = 'sk_live_unused'

/** It names the server, whose tokens alone count in cookies. */
export const PUBLISHABLE_KEY: string = `pk_live_${Buffer.from('auth.example.com$').toString('base64')}`

/** A server whose `url` leads to it, though its tokens and cookies are of the public URL. */
export async function startClerkServer(options: StartOptions = {}): Promise<RunningCoatcheck> {
  const environment = {
    COATCHECK_URL: SERVER,
    COATCHECK_SECRET: 'a secret that stays the same over a restart of the server',
    COATCHECK_ALLOWED_ORIGINS: `${APP},${NEIGHBOR}`,
    COATCHECK_COMPAT: 'clerk',
    COATCHECK_LOG_LEVEL: 'silent', // there is no server for mail
    ...options.environment,
  }
  const started = await startCoatcheck({ ...options, environment })
  return { ...started, url: `http://127.0.0.1:${started.port}` }
}

/** The public key that tokens verify with, in PEM. */
export async function jwtKeyOf({ url }: RunningCoatcheck): Promise<string> {
  const { keys } = (await send(url, '/v1/jwks')).body as { readonly keys: Json[] }
  if (keys[0] === undefined) throw new Error('the server publishes no key of sessions')
  return createPublicKey({ key: keys[0], format: 'jwk' }).export({ format: 'pem', type: 'spki' }).toString()
}

/** The package's client, which fetches keys from the server, or goes by one key. */
export function clerkClient({ url }: RunningCoatcheck, jwtKey?: string): ClerkClient {
  return createClerkClient({
    secretKey: SECRET_KEY,
    publishableKey: PUBLISHABLE_KEY,
    apiUrl: url,
    ...(jwtKey === undefined ? {} : { jwtKey }),
  })
}

/** A person with an opaque session, who asks for tokens from an origin. */
export function mintFrom(
  { url }: RunningCoatcheck,
  bearer: string,
  body: Json = {},
  origin: string = APP,
): Promise<Answer> {
  return send(url, '/api/auth/session/token', { bearer, body, headers: { origin } })
}
