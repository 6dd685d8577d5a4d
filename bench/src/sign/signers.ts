/** How each library mints a session token in process: claims with their times and a fresh `jti`, ES256. */

import { randomUUID, type KeyObject } from 'node:crypto'
import { mintSessionClaims, SESSION_TOKEN_TYPE, type SessionReading } from '@coatcheck/core'
import { nodeRandom } from '../../../packages/server/src/crypto/node-crypto.ts'
import { createTokenSigner } from '../../../packages/server/src/signing/token-signer.ts'
import { AUTHORIZED_PARTY, ISSUER } from '../verify/tokens.ts'

const KEY_ID = 'bench'
const LIFETIME_SECONDS = 60

/** Mints one token. */
export type Mint = () => string | Promise<string>

/** A library: its npm package, and how it is set up. */
export interface SigningLibrary {
  readonly packageName: string
  load(key: KeyObject, reading: SessionReading): Promise<Mint>
}

export type SigningLibraryName = 'coatcheck' | 'jose' | 'jsonwebtoken' | 'fast-jwt'

/** The libraries by name. */
export const SIGNING_LIBRARIES: Readonly<Record<SigningLibraryName, SigningLibrary>> = {
  coatcheck: {
    packageName: '@coatcheck/core',
    async load(key, reading) {
      const signer = createTokenSigner({ kid: KEY_ID, algorithm: 'ES256', purpose: 'any' }, key)
      const input = {
        issuer: ISSUER,
        authorizedParty: AUTHORIZED_PARTY,
        askedLifetimeMs: null,
        factors: reading.session.factors,
        organization: null,
        custom: {},
        position: 1,
      }
      return () =>
        signer.sign(
          SESSION_TOKEN_TYPE,
          mintSessionClaims({ ...reading, nowMs: Date.now() }, input, nodeRandom).claims,
        )
    },
  },
  jose: {
    packageName: 'jose',
    async load(key, { session }) {
      const { SignJWT } = await import('jose')
      const header = { alg: 'ES256', typ: SESSION_TOKEN_TYPE, kid: KEY_ID }
      return () => new SignJWT(claimsOf(session)).setProtectedHeader(header).sign(key)
    },
  },
  jsonwebtoken: {
    packageName: 'jsonwebtoken',
    async load(key, { session }) {
      const { default: jsonwebtoken } = await import('jsonwebtoken')
      const header = { alg: 'ES256', typ: SESSION_TOKEN_TYPE, kid: KEY_ID }
      return () => jsonwebtoken.sign(claimsOf(session), key, { algorithm: 'ES256', header })
    },
  },
  'fast-jwt': {
    packageName: 'fast-jwt',
    async load(key, { session }) {
      const { createSigner } = await import('fast-jwt')
      const pem = key.export({ format: 'pem', type: 'pkcs8' }).toString()
      const sign = createSigner({
        key: pem,
        algorithm: 'ES256',
        kid: KEY_ID,
        header: { alg: 'ES256', typ: SESSION_TOKEN_TYPE },
      })
      return () => sign(claimsOf(session))
    },
  },
}

/** Reads a library's name. */
export function parseSigningLibrary(text: string): SigningLibraryName {
  if (!isName(text))
    throw new RangeError(`"${text}" is not one of ${Object.keys(SIGNING_LIBRARIES).join(', ')}`)
  return text
}

function isName(text: string): text is SigningLibraryName {
  return Object.hasOwn(SIGNING_LIBRARIES, text)
}

/** The same claims, as an application would put them together. */
function claimsOf(session: SessionReading['session']): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: ISSUER,
    sub: session.userId,
    sid: session.id,
    iat: now,
    nbf: now,
    exp: now + LIFETIME_SECONDS,
    jti: randomUUID(),
    azp: AUTHORIZED_PARTY,
    v: 1,
    sts: 'active',
    fva: [0, -1],
    gen: 1,
  }
}
