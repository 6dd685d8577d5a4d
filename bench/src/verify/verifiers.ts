/** How each library is asked to verify: its fastest documented way, checking signature, algorithm, issuer and times. */

import { createPublicKey } from 'node:crypto'
import type { TokenPool } from './tokens.ts'
import { AUTHORIZED_PARTY, ISSUER } from './tokens.ts'

/** Verifies one token: throws, rejects or answers `{ ok: false }` when it does not hold. */
export type Verify = (token: string) => unknown

/** Makes verifiers that have seen no token yet; the keys are loaded. */
export type VerifierFactory = () => Verify | Promise<OpenVerifier>

/** A verifier that listens to somebody, and is closed. */
export interface OpenVerifier {
  readonly verify: Verify
  readonly close: () => void
}

/** A library: its npm package, which of the pool's tokens it takes, and how it is set up. */
export interface Library {
  readonly packageName: string
  readonly tokens: 'tokens' | 'clerkTokens'
  /** How it is set up, if its package is measured in more ways than one. */
  readonly variant?: string
  load(pool: TokenPool, mode: VerifyMode): Promise<VerifierFactory>
}

/** `cold`: each token is new to the verifier. `repeated`: always the same token. */
export type VerifyMode = 'cold' | 'repeated'

export const LIBRARIES: Readonly<Record<LibraryName, Library>> = {
  coatcheck: {
    packageName: '@coatcheck/sdk',
    tokens: 'tokens',
    async load({ key }) {
      const { createVerifier } = await import('@coatcheck/sdk/backend')
      return () => {
        const verifier = createVerifier({
          issuer: ISSUER,
          jwks: { keys: [key.jwk] },
          authorizedParties: [AUTHORIZED_PARTY],
        })
        return (token) => verifier.verify(token)
      }
    },
  },
  'coatcheck-feed': {
    packageName: '@coatcheck/sdk',
    tokens: 'tokens',
    variant: 'hearing the feed',
    async load({ key, feed }) {
      const { createVerifier } = await import('@coatcheck/sdk/backend')
      if (feed === null) throw new Error('there is no feed to hear')
      return async () => {
        const verifier = createVerifier({
          issuer: ISSUER,
          url: feed.url,
          jwks: { keys: [key.jwk] },
          authorizedParties: [AUTHORIZED_PARTY],
          feed: { key: feed.key },
        })
        await verifier.ready()
        return { verify: (token) => verifier.verify(token), close: verifier.close }
      }
    },
  },
  clerk: {
    packageName: '@clerk/backend',
    tokens: 'clerkTokens',
    async load({ key }) {
      const { verifyToken } = await import('@clerk/backend')
      const options = { jwtKey: key.pem, authorizedParties: [AUTHORIZED_PARTY] }
      return () => (token) => verifyToken(token, options)
    },
  },
  jose: {
    packageName: 'jose',
    tokens: 'tokens',
    async load({ key, algorithm }) {
      const { importJWK, jwtVerify } = await import('jose')
      const publicKey = await importJWK(key.jwk, algorithm)
      const options = { issuer: ISSUER, algorithms: [algorithm], typ: 'session+jwt' }
      return () => (token) => jwtVerify(token, publicKey, options)
    },
  },
  jsonwebtoken: {
    packageName: 'jsonwebtoken',
    tokens: 'tokens',
    async load({ key, algorithm }) {
      const { default: jsonwebtoken } = await import('jsonwebtoken')
      const publicKey = createPublicKey(key.pem)
      return () => (token) =>
        jsonwebtoken.verify(token, publicKey, { issuer: ISSUER, algorithms: [algorithm] })
    },
  },
  'fast-jwt': {
    packageName: 'fast-jwt',
    tokens: 'tokens',
    async load({ key, algorithm }, mode) {
      const { createVerifier } = await import('fast-jwt')
      const options = {
        key: key.pem,
        algorithms: [algorithm],
        allowedIss: ISSUER,
        cache: mode === 'repeated',
      }
      return () => createVerifier(options)
    },
  },
}

export type LibraryName = 'coatcheck' | 'coatcheck-feed' | 'clerk' | 'jose' | 'jsonwebtoken' | 'fast-jwt'

/** Reads a library's name. */
export function parseLibraryName(text: string): LibraryName {
  if (!isLibraryName(text))
    throw new RangeError(`"${text}" is not one of ${Object.keys(LIBRARIES).join(', ')}`)
  return text
}

function isLibraryName(text: string): text is LibraryName {
  return Object.hasOwn(LIBRARIES, text)
}
