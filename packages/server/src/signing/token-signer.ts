/** Signs tokens with one key: JWS compact serialization (RFC 7515 section 7.1), synchronous. */

import { createHmac, type KeyObject, sign } from 'node:crypto'
import type { SigningAlgorithm, SigningKeyPurpose } from '@coatcheck/core'
import { derToRaw } from '@coatcheck/core/verify'

/** One key that signs. */
export type TokenSigner = {
  readonly kid: string
  readonly algorithm: SigningAlgorithm
  readonly purpose: SigningKeyPurpose
  /** The token with these claims, under the header `{alg, typ, kid}`, and `cat` where one is given. */
  readonly sign: (typ: string, claims: object, category?: string) => string
}

/** A secret that signs. */
export type SecretSigner = { readonly sign: (typ: string, claims: object) => string }

/** Signs with HMAC-SHA-256 under the bytes of a text (RFC 7518 section 3.2), under the header `{alg, typ}`. */
export function createSecretSigner(secret: Uint8Array): SecretSigner {
  return {
    sign: (typ, claims) => {
      const input = `${encode(JSON.stringify({ alg: 'HS256', typ }))}.${encode(JSON.stringify(claims))}`
      return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
    },
  }
}

/** A signer that spells its header once for every `typ` and `cat`. */
export function createTokenSigner(
  { kid, algorithm, purpose }: Pick<TokenSigner, 'kid' | 'algorithm' | 'purpose'>,
  privateKey: KeyObject,
): TokenSigner {
  const signBytes = signatureOf(algorithm, privateKey)
  const headers = new Map<string, string>()
  const headerOf = (typ: string, category: string | undefined): string => {
    const name = category === undefined ? typ : `${typ} ${category}`
    const known = headers.get(name)
    if (known !== undefined) return known
    const made = `${encode(JSON.stringify({ alg: algorithm, typ, kid, cat: category }))}.`
    headers.set(name, made)
    return made
  }
  return {
    kid,
    algorithm,
    purpose,
    sign: (typ, claims, category) => {
      const input = headerOf(typ, category) + encode(JSON.stringify(claims))
      return `${input}.${Buffer.from(signBytes(Buffer.from(input))).toString('base64url')}`
    },
  }
}

function signatureOf(algorithm: SigningAlgorithm, key: KeyObject): (input: Uint8Array) => Uint8Array {
  switch (algorithm) {
    case 'ES256':
      return (input) => derToRaw(sign('sha256', input, key))
    case 'EdDSA':
      return (input) => sign(null, input, key)
    case 'RS256':
      return (input) => sign('sha256', input, key)
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}
