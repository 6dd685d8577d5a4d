/** The guard of what access tokens open here (RFC 6750, RFC 9449 section 7): the token, its key, its audience, its scope. */

import type { SessionReading } from '@coatcheck/core'
import type { AccessClaims } from '@coatcheck/core/protocol'
import type { Server } from '../server.ts'
import { isForToken, nonceHeader, readProof, useProof } from './dpop.ts'
import { findLivingGrant } from './living-grant.ts'
import { oauthError, type OAuthErrorCode } from './oauth-error.ts'
import { verifyOwnAccessToken } from './verify-access-token.ts'

/** Whom a token speaks for, and what it is good for. */
export type Bearer = {
  readonly claims: AccessClaims
  readonly reading: SessionReading
  readonly scopes: readonly string[]
}

type Scheme = 'Bearer' | 'DPoP'

/** The person behind a request. @returns An answer that says how to ask, where there is none (RFC 6750 section 3). */
export async function readBearer(
  server: Server,
  request: Request,
  scope: string,
): Promise<Bearer | Response> {
  if (new URL(request.url).searchParams.has('access_token'))
    return refuse(server, 'Bearer', 'invalid_request', { description: 'A token is no part of a URL.' })
  const header = request.headers.get('authorization') ?? ''
  const [, name = '', token = ''] = /^(bearer|dpop) ([^\s]+)$/i.exec(header) ?? []
  if (token === '') return nothingShown(server)
  const scheme = name.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer'
  const verified = verifyOwnAccessToken(server, token)
  if (!verified.ok) return refuse(server, scheme, 'invalid_token', { description: `${verified.reason}.` })
  const { claims } = verified
  const unproved = await refuseUnproved(server, request, { scheme, token, claims })
  if (unproved !== null) return unproved
  if (![claims.aud].flat().includes(server.settings.url))
    return refuse(server, scheme, 'invalid_token', { description: 'token-audience-invalid.' })
  const grant = await findLivingGrant(server, claims)
  if (grant === null) return refuse(server, scheme, 'invalid_token', { description: 'token-revoked.' })
  const scopes = claims.scope.split(' ')
  return grant.of === 'person' && scopes.includes(scope)
    ? { claims, reading: grant.reading, scopes }
    : refuse(server, scheme, 'insufficient_scope', { scope })
}

/** A token that is bound to a key is good for whoever proves to have it, and for nobody who shows it as a bearer. */
async function refuseUnproved(
  server: Server,
  request: Request,
  {
    scheme,
    token,
    claims,
  }: { readonly scheme: Scheme; readonly token: string; readonly claims: AccessClaims },
): Promise<Response | null> {
  const key = claims.cnf?.jkt ?? null
  if (scheme === 'Bearer')
    return key === null
      ? null
      : refuse(server, 'DPoP', 'invalid_token', { description: 'The token is bound to a key.' })
  const proof = readProof(server, request)
  if (proof === null)
    return refuse(server, scheme, 'invalid_dpop_proof', { description: 'The proof is missing.' })
  if (!proof.ok) return refuse(server, scheme, proof.code, proof)
  if (key === null || proof.thumbprint !== key)
    return refuse(server, scheme, 'invalid_token', { description: 'The token is not bound to this key.' })
  if (!isForToken(proof, token))
    return refuse(server, scheme, 'invalid_dpop_proof', { description: 'The proof is for another token.' })
  const used = await useProof(server, proof, new URL(request.url).pathname)
  return used === null ? null : refuse(server, scheme, used.code, used)
}

/** Who has shown nothing is told how to ask, and no error (RFC 6750 section 3.1). */
function nothingShown(server: Server): Response {
  return new Response(null, {
    status: 401,
    headers: {
      'www-authenticate': challenges(server, 'Bearer', {}),
      'cache-control': 'no-store',
      ...nonceHeader(server),
    },
  })
}

function refuse(
  server: Server,
  scheme: Scheme,
  code: OAuthErrorCode,
  { description, scope }: { readonly description?: string; readonly scope?: string },
): Response {
  const isOfRequest = code === 'invalid_request'
  const told = {
    error: code,
    ...(description !== undefined && { error_description: description }),
    ...(scope !== undefined && { scope }),
  }
  return oauthError(code, {
    status: isOfRequest ? 400 : code === 'insufficient_scope' ? 403 : 401,
    ...(description !== undefined && { description }),
    headers: { 'www-authenticate': challenges(server, scheme, told), ...nonceHeader(server) },
  })
}

/** Both schemes; the error with the one that was used. */
function challenges(server: Server, used: Scheme, told: { readonly [name: string]: string }): string {
  const error = Object.entries(told)
    .map(([name, value]) => `, ${name}="${value}"`)
    .join('')
  const realm = `realm="${server.settings.url}"`
  const bearer = `Bearer ${realm}${used === 'Bearer' ? error : ''}`
  return `${bearer}, DPoP ${realm}${used === 'DPoP' ? error : ''}, algs="ES256"`
}
