/** Every known attack on a JSON Web Token that does not depend on what kind of token it is. */

import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { es256, ISSUER, JWKS, KEYS, segment, type Signer, signToken } from './session-tokens.ts'

/** A bad token, and the reason that it is refused for. */
export type Attack = readonly [name: string, token: string, reason: string]

/** A kind of token, by a good one's header and claims. */
export type Attacked = {
  readonly header: { readonly [member: string]: string }
  readonly claims: {
    readonly iat: number
    readonly exp: number
    readonly [claim: string]: unknown
  }
}

/** The order of P-256. */
export const ORDER: bigint = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')

const order = ORDER.toString(16)
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const byStranger: Signer = (input) => es256(input, stranger.privateKey)
const keyedWith = (secret: string) => (input: string) => createHmac('sha256', secret).update(input).digest()

/** Makes bad tokens of good ones. */
export type Forge = Attacked & {
  readonly good: string
  readonly parts: { readonly head: string; readonly body: string; readonly signature: string }
  readonly raw: Buffer
  /** Of any header and claims. */
  readonly sign: (header?: unknown, claims?: unknown, signer?: Signer) => string
  readonly withHeader: (members: object) => string
  readonly withClaims: (members: object) => string
  readonly withPayload: (change: (json: string) => string) => string
  readonly signedAs: (bytes: Uint8Array | string) => string
}

/** Opens it. */
export function forgeOf({ header, claims }: Attacked): Forge {
  const forgery: Forge['sign'] = (anyHeader = header, anyClaims = claims, signer = es256) =>
    signToken(anyHeader, anyClaims, signer)
  const good = forgery()
  const [head = '', body = '', signature = ''] = good.split('.')
  return {
    header,
    claims,
    good,
    parts: { head, body, signature },
    raw: Buffer.from(signature, 'base64url'),
    sign: forgery,
    withHeader: (members) => forgery({ ...header, ...members }),
    withClaims: (members) => forgery(header, { ...claims, ...members }),
    withPayload: (change) => forgery(header, change(JSON.stringify(claims))),
    signedAs: (bytes) => `${head}.${body}.${segment(bytes)}`,
  }
}

/** All of them. */
export function attacksOn(attacked: Attacked): readonly Attack[] {
  const forge = forgeOf(attacked)
  return [...onSignatures(forge), ...onHeaders(forge), ...onForms(forge), ...onStatements(forge)]
}

function onSignatures(forge: Forge): readonly Attack[] {
  const { header, claims, raw } = forge
  const { head, body, signature } = forge.parts
  return [
    ['alg none', `${segment({ ...header, alg: 'none' })}.${body}.${signature}`, 'token-algorithm-invalid'],
    ['alg none and no signature', `${segment({ ...header, alg: 'none' })}.${body}.`, 'token-malformed'],
    ['alg NoNe', `${segment({ ...header, alg: 'NoNe' })}.${body}.${signature}`, 'token-algorithm-invalid'],
    [
      'HS256 keyed with the public PEM',
      forge.sign(
        { ...header, alg: 'HS256', kid: 'rsa' },
        claims,
        keyedWith(KEYS.rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString()),
      ),
      'token-algorithm-invalid',
    ],
    [
      'HS256 keyed with the text of the JWK',
      forge.sign({ ...header, alg: 'HS256' }, claims, keyedWith(JSON.stringify(JWKS.keys[0]))),
      'token-algorithm-invalid',
    ],
    ['the algorithm of another key', forge.withHeader({ kid: 'rsa' }), 'token-algorithm-invalid'],
    ['another algorithm of the same key', forge.withHeader({ alg: 'ES384' }), 'token-algorithm-invalid'],
    ['no alg', forge.sign({ typ: header['typ'], kid: header['kid'] }), 'token-algorithm-invalid'],
    ['a signature of zeros', forge.signedAs(new Uint8Array(64)), 'token-signature-invalid'],
    ['r and s of the order', forge.signedAs(Buffer.from(order + order, 'hex')), 'token-signature-invalid'],
    [
      'a DER signature',
      forge.sign(header, claims, (input) => sign('sha256', Buffer.from(input), KEYS.ec.privateKey)),
      'token-signature-invalid',
    ],
    ['a truncated signature', forge.signedAs(raw.subarray(0, 63)), 'token-signature-invalid'],
    ['no signature', `${head}.${body}.`, 'token-malformed'],
    ["a stranger's key under our kid", forge.sign(header, claims, byStranger), 'token-signature-invalid'],
  ]
}

function onHeaders(forge: Forge): readonly Attack[] {
  const { header, claims } = forge
  return [
    [
      'the key that signed it in jwk',
      forge.sign({ ...header, jwk: stranger.publicKey.export({ format: 'jwk' }) }, claims, byStranger),
      'token-header-invalid',
    ],
    ['jku', forge.withHeader({ jku: 'https://evil.example/jwks.json' }), 'token-header-invalid'],
    ['x5u', forge.withHeader({ x5u: 'https://evil.example/cert.pem' }), 'token-header-invalid'],
    ['x5c', forge.withHeader({ x5c: ['MIIB'] }), 'token-header-invalid'],
    ['a kid that is a path', forge.withHeader({ kid: '../../etc/passwd' }), 'token-header-invalid'],
    ['a kid that is SQL', forge.withHeader({ kid: "' OR 1=1 --" }), 'token-header-invalid'],
    ['a kid that is a number', forge.withHeader({ kid: 1 }), 'token-header-invalid'],
    ['a kid that is empty', forge.withHeader({ kid: '' }), 'token-header-invalid'],
    ['a kid of 129 characters', forge.withHeader({ kid: 'k'.repeat(129) }), 'token-header-invalid'],
    ['a kid that every object has', forge.withHeader({ kid: '__proto__' }), 'token-key-unknown'],
    ['no kid', forge.sign({ alg: header['alg'], typ: header['typ'] }), 'token-header-invalid'],
    ['an unknown kid', forge.withHeader({ kid: 'other' }), 'token-key-unknown'],
    ['b64 with crit', forge.withHeader({ b64: false, crit: ['b64'] }), 'token-header-invalid'],
    ['b64 without crit', forge.withHeader({ b64: false }), 'token-header-invalid'],
    ['an unknown crit', forge.withHeader({ crit: ['exp'] }), 'token-header-invalid'],
    ['an empty crit', forge.withHeader({ crit: [] }), 'token-header-invalid'],
    ['cty', forge.withHeader({ cty: 'JWT' }), 'token-header-invalid'],
    [
      'alg twice',
      forge.sign(`{"alg":"none","alg":"ES256","typ":"${header['typ']}","kid":"ec"}`),
      'token-malformed',
    ],
    ['a type that is a list', forge.withHeader({ typ: [header['typ']] }), 'token-type-invalid'],
    ['no typ', forge.sign({ alg: header['alg'], kid: header['kid'] }), 'token-type-invalid'],
  ]
}

function onForms(forge: Forge): readonly Attack[] {
  const { header, claims, good, raw } = forge
  const { head, body, signature } = forge.parts
  return [
    ['no token', '', 'token-missing'],
    ['a last character with spare bits', uncanonical(good), 'token-malformed'],
    ['padding', `${good}==`, 'token-malformed'],
    ['a trailing space', `${good} `, 'token-malformed'],
    ['a leading space', ` ${good}`, 'token-malformed'],
    ['a line break inside', `${head}\n.${body}.${signature}`, 'token-malformed'],
    ['a space inside', `${head}.${body.slice(0, 8)} ${body.slice(8)}.${signature}`, 'token-malformed'],
    [
      'the other alphabet',
      `${head}.${body}.${raw.toString('base64').replace(/=+$/, '')}/+`,
      'token-malformed',
    ],
    ['two segments', `${head}.${body}`, 'token-malformed'],
    ['four segments', `${good}.x`, 'token-malformed'],
    ['dots alone', '..', 'token-malformed'],
    ['JWS in JSON', JSON.stringify({ protected: head, payload: body, signature }), 'token-malformed'],
    [
      'a JWE with a compressed payload',
      `${segment({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' })}..AAAA.AAAA.AAAA`,
      'token-malformed',
    ],
    [
      'a JWE with a costly password',
      `${segment({ alg: 'PBES2-HS512+A256KW', p2c: 2 ** 31 })}.AAAA.AAAA.AAAA.AAAA`,
      'token-malformed',
    ],
    ['a megabyte', forge.sign(header, { ...claims, x: 'A'.repeat(1_000_000) }), 'token-too-large'],
    ['5,000 levels', forge.sign(header, `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`), 'token-too-large'],
    ['1,500 levels', forge.sign(header, `{"a":${'['.repeat(1500)}${']'.repeat(1500)}}`), 'token-malformed'],
    ['a byte-order mark', forge.withPayload((json) => `\uFEFF${json}`), 'token-malformed'],
    ['invalid UTF-8', `${head}.${segment(Uint8Array.of(0x7b, 0xff, 0x7d))}.${signature}`, 'token-malformed'],
    ['a payload that is a list', forge.sign(header, [claims]), 'token-malformed'],
    ['a claim twice', forge.withPayload((json) => json.replace('{', '{"sub":"user_0",')), 'token-malformed'],
    [
      'a claim twice by an escape',
      forge.withPayload((json) => json.replace('{', String.raw`{"s\u0075b":"user_0",`)),
      'token-malformed',
    ],
  ]
}

function onStatements(forge: Forge): readonly Attack[] {
  const { claims } = forge
  return [
    ['exp as text', forge.withClaims({ exp: String(claims.exp) }), 'token-claims-invalid'],
    ['exp null', forge.withClaims({ exp: null }), 'token-claims-invalid'],
    ['exp negative', forge.withClaims({ exp: -1 }), 'token-claims-invalid'],
    [
      'exp infinite',
      forge.withPayload((json) => json.replace(String(claims.exp), '1e400')),
      'token-claims-invalid',
    ],
    ['exp of 9e15', forge.withClaims({ exp: 9e15 }), 'token-claims-invalid'],
    ['exp with a fraction', forge.withClaims({ exp: claims.iat + 0.5 }), 'token-claims-invalid'],
    ['no exp', forge.withClaims({ exp: undefined }), 'token-claims-invalid'],
    ['exp before iat', forge.withClaims({ exp: claims.iat - 1 }), 'token-claims-invalid'],
    ['no iat', forge.withClaims({ iat: undefined }), 'token-claims-invalid'],
    ['nbf in the future', forge.withClaims({ nbf: claims.iat + 30 }), 'token-not-active-yet'],
    [
      'iat in the future',
      forge.withClaims({ iat: claims.iat + 30, exp: claims.iat + 90 }),
      'token-issued-in-future',
    ],
    [
      "another tenant's token by the same key",
      forge.withClaims({ iss: 'https://other.example' }),
      'token-issuer-invalid',
    ],
    ['a list of issuers', forge.withClaims({ iss: [ISSUER] }), 'token-issuer-invalid'],
    [
      'an issuer that looks alike',
      forge.withClaims({ iss: ISSUER.replace('a', '\u0430') }),
      'token-issuer-invalid',
    ],
    ['an issuer with a slash', forge.withClaims({ iss: `${ISSUER}/` }), 'token-issuer-invalid'],
    ['sub as a number', forge.withClaims({ sub: 1 }), 'token-claims-invalid'],
    ['an empty sub', forge.withClaims({ sub: '' }), 'token-claims-invalid'],
    ['a sub of 256 characters', forge.withClaims({ sub: 'x'.repeat(256) }), 'token-claims-invalid'],
    ['a sub of 10 kB', forge.withClaims({ sub: 'x'.repeat(10_000) }), 'token-too-large'],
  ]
}

/** Another spelling of the same bytes: the last character with its unused bits set. */
function uncanonical(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) | 1)
}
