/** A passkey in software: makes and signs what a browser and its authenticator would (WebAuthn level 3, section 6). */

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { Json } from './api-client.ts'

const PRESENT_AND_VERIFIED = 0x05
const WITH_CREDENTIAL = 0x40

/** One passkey, on one host. */
export class SoftPasskey {
  readonly origin: string
  readonly id: Buffer = randomBytes(32)
  readonly #key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
  /** How often it signed; it counts only if a test lets it. */
  count: number = 0

  constructor(origin: string) {
    this.origin = origin
    this.#key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  }

  /** The answer to options for a new passkey. */
  register({ challenge }: Json): Json {
    const attestation = cbor([
      ['fmt', 'none'],
      ['attStmt', []],
      ['authData', this.#authenticatorData(PRESENT_AND_VERIFIED | WITH_CREDENTIAL, this.#credential())],
    ])
    return this.#answer({
      clientDataJSON: this.#clientData('webauthn.create', challenge).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    })
  }

  /** The answer to options for a proof. `flags`: what it says of its owner. */
  prove({ challenge }: Json, flags: number = PRESENT_AND_VERIFIED): Json {
    const clientData = this.#clientData('webauthn.get', challenge)
    const data = this.#authenticatorData(flags)
    const signed = Buffer.concat([data, sha256(clientData)])
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, this.#key.privateKey).toString('base64url'),
    })
  }

  #answer(response: Json): Json {
    const id = this.id.toString('base64url')
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
  }

  #clientData(type: string, challenge: unknown): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }))
  }

  #authenticatorData(flags: number, credential: Buffer = Buffer.alloc(0)): Buffer {
    const head = Buffer.alloc(5)
    head.writeUInt8(flags)
    head.writeUInt32BE(this.count, 1)
    return Buffer.concat([sha256(new URL(this.origin).hostname), head, credential])
  }

  #credential(): Buffer {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    const { x = '', y = '' } = this.#key.publicKey.export({ format: 'jwk' })
    // A COSE key (RFC 9053): EC2, ES256, P-256.
    const key = cbor([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ])
    return Buffer.concat([Buffer.alloc(16), length, this.id, key])
  }
}

type CborValue = number | string | Buffer | readonly (readonly [CborValue, CborValue])[]

/** CBOR (RFC 8949), as far as is needed: lists of pairs are maps. */
function cbor(value: CborValue): Buffer {
  if (typeof value === 'number') return value >= 0 ? cborHead(0, value) : cborHead(1, -1 - value)
  if (typeof value === 'string') return Buffer.concat([cborHead(3, value.length), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([cborHead(2, value.length), value])
  return Buffer.concat([cborHead(5, value.length), ...value.flat().map(cbor)])
}

function cborHead(major: number, length: number): Buffer {
  if (length < 24) return Buffer.of((major << 5) | length)
  return length < 256
    ? Buffer.of((major << 5) | 24, length)
    : Buffer.of((major << 5) | 25, length >> 8, length & 255)
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
