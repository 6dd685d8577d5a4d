/** The Idempotency-Key header: which retry belongs to which request. */

import { encodeUtf8 } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { problem } from './problem.ts'

/** 128 random bits take 22 characters of base64url; UUIDs, hex and quoted structured fields fit too. */
const SHAPE = /^[\w"+/=.:-]{16,128}$/

/** SHA-256 of the request's key; `null` without one; an answer when it is too short to be random. */
export function idempotencyKeyHash(server: Server, request: Request): Uint8Array | null | Response {
  const key = request.headers.get('idempotency-key')
  if (key === null) return null
  if (!SHAPE.test(key)) {
    return problem('invalid_request', {
      field: 'header.Idempotency-Key',
      detail: 'Send 128 random bits as 16 to 128 characters of base64url, hex or UUID.',
    })
  }
  return server.crypto.sha256(encodeUtf8(key))
}
