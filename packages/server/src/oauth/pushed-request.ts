/** What names a pushed authorization request (RFC 9126 section 2.2): a secret, for whoever holds it decides what is asked. */

import { type AppId, decodeBase64url, encodeBase64url } from '@coatcheck/core'
import type { Server } from '../server.ts'

const PREFIX = 'urn:ietf:params:oauth:request_uri:'
const SECRET_BYTES = 32

/** Keeps a request. @returns Its `request_uri`. */
export async function pushRequest(server: Server, clientId: AppId, parameters: string): Promise<string> {
  const secret = server.random.bytes(SECRET_BYTES)
  await server.store.pushedRequests.create({ hash: server.crypto.sha256(secret), clientId, parameters })
  return PREFIX + encodeBase64url(secret)
}

/** Whether a `request_uri` is of our own making. */
export function isPushedUri(requestUri: string): boolean {
  return requestUri.startsWith(PREFIX)
}

/** The hash that a `request_uri` is found by; `null` for any that is none of ours. */
export function pushedHash({ crypto }: Server, requestUri: string): Uint8Array | null {
  if (!isPushedUri(requestUri)) return null
  const secret = decodeBase64url(requestUri.slice(PREFIX.length))
  return secret?.length === SECRET_BYTES ? crypto.sha256(secret) : null
}
