/** Where a server has its endpoints: asked once, as RFC 8414 lays down. */

import { NativeError } from './native-error.ts'
import { isSafe, type NativeClient } from './native-options.ts'
import { ask } from './request.ts'

const MEMBERS = {
  authorization: 'authorization_endpoint',
  token: 'token_endpoint',
  deviceAuthorization: 'device_authorization_endpoint',
  revocation: 'revocation_endpoint',
  userinfo: 'userinfo_endpoint',
} as const

/** The endpoints of a server. */
export type Endpoints = { readonly [E in keyof typeof MEMBERS]: string }

/**
 * Asks for them.
 *
 * @throws {NativeError} When the server cannot be reached, or names somebody else as the issuer.
 */
export async function discover(client: NativeClient, signal?: AbortSignal): Promise<Endpoints> {
  const { issuer } = client
  const url = `${issuer}/.well-known/oauth-authorization-server`
  const { status, body } = await ask(client, { url, ...(signal !== undefined && { signal }) })
  if (status !== 200 || body['issuer'] !== issuer)
    throw new NativeError('answer-invalid', `what answered at ${issuer} is not the server of that name`)
  const endpoint = (name: keyof typeof MEMBERS): string => {
    const text = body[MEMBERS[name]]
    const read = typeof text === 'string' ? URL.parse(text) : null
    if (read === null || !isSafe(read))
      throw new NativeError('answer-invalid', `${issuer} has no ${MEMBERS[name]}`)
    return read.href
  }
  return {
    authorization: endpoint('authorization'),
    token: endpoint('token'),
    deviceAuthorization: endpoint('deviceAuthorization'),
    revocation: endpoint('revocation'),
    userinfo: endpoint('userinfo'),
  }
}
