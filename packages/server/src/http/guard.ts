/** The guard: from a request to a principal, or to the answer that refuses it. Everything not named is refused. */

import {
  type AccessKey,
  type AccessKeyKind,
  activeSession,
  type OpaqueKind,
  opaqueKindOf,
  parseOpaque,
  REFRESH_TOKEN_PREFIX,
  type SessionId,
} from '@coatcheck/core'
import { clientCookieName, readCookie } from '@coatcheck/core/protocol'
import type { Server } from '../server.ts'
import { findOpaqueSession } from '../session/opaque-session.ts'
import { verifyOwnToken } from '../session/verify-own-token.ts'
import { chooseSession, livingOrEnded, readBrowser } from './client-principal.ts'
import {
  type BrowserPrincipal,
  type ClientPrincipal,
  type Credential,
  type Principal,
  TRAVELS,
} from './principal.ts'
import { problem } from './problem.ts'

/** A request as far as the guard needs it. */
export type GuardedRequest = {
  readonly request: Request
  readonly accepts: readonly Credential[]
  /** `refreshToken` of the parsed body, where the route takes one. */
  readonly refreshToken: string | null
}

/** What a request shows of itself: a refresh token in the body wins over a bearer credential, that over a cookie. */
export function shownBy(
  { accepts, request, refreshToken }: GuardedRequest,
  url: string,
): 'refresh-token' | 'bearer' | 'cookie' | 'nothing' {
  if (refreshToken !== null && accepts.includes('refresh-token')) return 'refresh-token'
  if (accepts.length === 1 && accepts[0] === 'none') return 'nothing'
  if (request.headers.has('authorization')) return 'bearer'
  const readsCookie = accepts.some((credential) => TRAVELS[credential] === 'cookie')
  const cookies = readsCookie ? request.headers.get('cookie') : null
  return cookies === null || readCookie(cookies, clientCookieName(url)).found === 'none'
    ? 'nothing'
    : 'cookie'
}

/** Finds out who is asking. */
export async function authenticate(server: Server, guarded: GuardedRequest): Promise<Principal | Response> {
  switch (shownBy(guarded, server.settings.url)) {
    case 'refresh-token':
      return { kind: 'refresh-token', text: guarded.refreshToken ?? '' }
    case 'bearer':
      return await authenticateBearer(server, guarded)
    case 'cookie':
      return await authenticateCookie(server, guarded)
    case 'nothing':
      return guarded.accepts.includes('none') ? { kind: 'none' } : problem('unauthenticated')
  }
}

async function authenticateCookie(
  server: Server,
  { accepts, request }: GuardedRequest,
): Promise<Principal | Response> {
  const browser = await readBrowser(server, request)
  if (browser instanceof Response) return browser
  if (browser !== null) return accepts.includes('browser') ? browser : withSession(browser, request)
  if (accepts.includes('client-cookie')) return problem('session_ended', { reason: 'unknown' })
  return accepts.includes('none') ? { kind: 'none' } : problem('unauthenticated')
}

async function authenticateBearer(server: Server, guarded: GuardedRequest): Promise<Principal | Response> {
  const token = /^bearer ([^\s]+)$/i.exec(guarded.request.headers.get('authorization') ?? '')?.[1]
  if (token === undefined)
    return problem('credential_invalid', { detail: 'Authorization is not `Bearer <credential>`.' })
  const kind = credentialKindOf(token, guarded.accepts)
  if (kind === null || !guarded.accepts.includes(kind)) {
    return problem('credential_not_accepted', { detail: `Accepted here: ${guarded.accepts.join(', ')}.` })
  }
  switch (kind) {
    case 'session-token':
      return await authenticateSessionToken(server, token)
    case 'opaque-session':
      return await authenticateOpaque(server, token)
    case 'admin-key':
      return await authenticateAdmin(server, token)
    case 'verifier-key':
      return await authenticateVerifier(server, token)
    case 'application':
      return await authenticateApplication(server, token)
    case 'backend-key':
      return await authenticateBackend(server, guarded.request, token)
    case 'none':
    case 'browser':
    case 'client-cookie':
    case 'refresh-token':
      return problem('credential_not_accepted', {
        detail: 'This credential does not travel in Authorization.',
      })
  }
}

const CREDENTIAL_OF: { readonly [K in OpaqueKind]: Credential | null } = {
  client: 'client-cookie',
  opaqueSession: 'opaque-session',
  appSecret: null,
  registration: null,
  apiKey: null,
  adminKey: 'admin-key',
  backendKey: 'backend-key',
  verifierKey: 'verifier-key',
  ticket: null,
}

function credentialKindOf(token: string, accepts: readonly Credential[] = []): Credential | null {
  if (token.startsWith(REFRESH_TOKEN_PREFIX)) return 'refresh-token'
  const kind = opaqueKindOf(token)
  if (kind === 'backendKey' && accepts.includes('application')) return 'application'
  if (kind !== null) return CREDENTIAL_OF[kind]
  return token.includes('.') ? 'session-token' : null
}

async function authenticateSessionToken(
  server: Server,
  token: string,
): Promise<Extract<Principal, { kind: 'session-token' }> | Response> {
  const verified = verifyOwnToken(server, token)
  if (!verified.ok) return problem('token_invalid', { reason: verified.reason })
  const reading = await server.store.sessions.find(verified.sessionId)
  if (reading === null) return problem('session_ended', { reason: 'unknown' })
  const living = livingOrEnded(reading)
  return living instanceof Response ? living : { kind: 'session-token', reading: living }
}

async function authenticateOpaque(
  server: Server,
  token: string,
): Promise<Extract<Principal, { kind: 'opaque-session' }> | Response> {
  const credential = parseOpaque('opaqueSession', token)
  if (credential === null) return problem('credential_invalid')
  const reading = await findOpaqueSession(server, credential)
  if (reading === null) return problem('session_ended', { reason: 'unknown' })
  const living = livingOrEnded(reading)
  return living instanceof Response ? living : { kind: 'opaque-session', reading: living }
}

/** @param otherwise The session that is meant when none is named. */
function withSession(
  browser: BrowserPrincipal,
  request: Request,
  otherwise: SessionId | null = null,
): ClientPrincipal | Response {
  const reading = chooseSession(browser, request.headers.get('coatcheck-session') ?? otherwise)
  return reading instanceof Response ? reading : { ...browser, kind: 'client-cookie', reading }
}

async function authenticateAdmin(server: Server, token: string): Promise<Principal | Response> {
  const key = await findAccessKey(server, 'admin', 'adminKey', token)
  return key === null ? problem('credential_invalid') : { kind: 'admin-key', key }
}

async function authenticateVerifier(server: Server, token: string): Promise<Principal | Response> {
  const key = await findAccessKey(server, 'verifier', 'verifierKey', token)
  return key === null ? problem('credential_invalid') : { kind: 'verifier-key', key }
}

async function authenticateApplication(server: Server, token: string): Promise<Principal | Response> {
  const key = await findAccessKey(server, 'backend', 'backendKey', token)
  return key === null ? problem('credential_invalid') : { kind: 'application', key }
}

async function authenticateBackend(
  server: Server,
  request: Request,
  token: string,
): Promise<Principal | Response> {
  const key = await findAccessKey(server, 'backend', 'backendKey', token)
  if (key === null) return problem('credential_invalid')
  const sessionToken = request.headers.get('coatcheck-session-token')
  if (sessionToken !== null) {
    const holder = await holderOf(server, sessionToken)
    return holder instanceof Response
      ? holder
      : { kind: 'backend-key', key, shown: holder.kind, reading: holder.reading }
  }
  const secret = request.headers.get('coatcheck-client') ?? ''
  if (parseOpaque('client', secret) === null)
    return problem('credential_invalid', { field: 'header.Coatcheck-Client' })
  const browser = await readBrowser(server, request, secret)
  if (browser instanceof Response) return browser
  if (browser === null) return problem('session_ended', { reason: 'unknown' })
  const client = withSession(browser, request, activeSession(browser.client, browser.sessions)?.session.id)
  return client instanceof Response ? client : { ...client, kind: 'backend-key', key, shown: 'client-cookie' }
}

/** Whose session token a backend shows, opaque or signed. */
async function holderOf(
  server: Server,
  text: string,
): Promise<Extract<Principal, { kind: 'opaque-session' | 'session-token' }> | Response> {
  if (credentialKindOf(text) === 'session-token') return await authenticateSessionToken(server, text)
  return parseOpaque('opaqueSession', text) === null
    ? problem('credential_invalid', { field: 'header.Coatcheck-Session-Token' })
    : await authenticateOpaque(server, text)
}

/** The living key of that kind whose text this is. */
export async function findAccessKey(
  server: Server,
  kind: AccessKeyKind,
  opaque: 'adminKey' | 'backendKey' | 'verifierKey',
  token: string,
): Promise<AccessKey | null> {
  const credential = parseOpaque(opaque, token)
  if (credential === null) return null
  const found = await server.store.accessKeys.find(credential.id, kind)
  if (found === null || !server.crypto.equal(found.hash, server.crypto.sha256(credential.secret))) return null
  return found.key
}
