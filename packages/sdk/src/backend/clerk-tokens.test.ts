/** Tokens of Clerk itself, of both layouts: who they are of, what they grant, and everything that makes one none. */

import { createHmac, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  CLAIMS,
  es256,
  HEADER,
  JWKS,
  KEYS,
  NOW_SECONDS as NOW,
  rs256,
  segment,
  signToken,
} from '../../../../tests/support/session-tokens.ts'
import { keyImporter as node } from '../crypto/node.ts'
import { keyImporter as web } from '../crypto/web.ts'
import { authenticateRequest } from './authenticate-request.ts'
import { verifierOn } from './verifier.ts'
import type { VerifierOptions } from './verifier-options.ts'

const ISSUER = 'https://clerk.example.com'
const APP = 'https://app.example.com'
const CATEGORY = { session: 'cl_B7d4PD111AAA', template: 'cl_B7d4PD222AAA', machine: 'cl_B7d4PD333AAA' }
const CLERK_HEADER = { alg: 'RS256', typ: 'JWT', kid: 'rsa', cat: CATEGORY.session, oiat: NOW - 60 }
const COMMON = {
  iss: ISSUER,
  sub: 'user_2abc',
  sid: 'sess_2abc',
  azp: APP,
  iat: NOW,
  nbf: NOW - 10,
  exp: NOW + 60,
}

const SECOND = {
  ...COMMON,
  jti: 'a1b2c3',
  v: 2,
  sts: 'active',
  fva: [3, -1],
  o: { id: 'org_2abc', slg: 'acme', rol: 'admin', per: 'manage,read', fpm: '3,2' },
  fea: 'o:dashboard,u:beta,ou:teams',
  pla: 'o:pro',
}
const FIRST = {
  ...COMMON,
  org_id: 'org_2abc',
  org_slug: 'acme',
  org_role: 'org:admin',
  org_permissions: ['org:dashboard:manage', 'org:dashboard:read', 'org:teams:read'],
}

const clerkToken = (claims: object = SECOND, header: object = CLERK_HEADER): string =>
  signToken(header, claims, rs256)
const bearer = (token: string): Request => new Request(APP, { headers: { authorization: `Bearer ${token}` } })

const PLATFORMS = { 'node:crypto': node, 'Web Crypto': web }

describe.each(Object.entries(PLATFORMS))('on %s', (_, importer) => {
  const make = (options: Partial<VerifierOptions> = {}) =>
    verifierOn(importer, { issuer: ISSUER, compat: 'clerk', jwks: JWKS, now: () => NOW * 1000, ...options })
  const verdict = async (token: string, options: Partial<VerifierOptions> = {}) => {
    const verified = await make(options).verify(token)
    return verified.ok ? verified.tokenType : verified.reason
  }

  test.each([
    ['the second', SECOND, CLERK_HEADER, [3, -1]],
    ['the first', FIRST, { alg: 'RS256', typ: 'JWT', kid: 'rsa' }, [-1, -1]],
  ])('%s layout gives the same auth object', async (_layout, claims, header, factorVerificationAge) => {
    const auth = await authenticateRequest(make(), bearer(clerkToken(claims, header)))
    expect(auth).toMatchObject({
      isSignedIn: true,
      userId: 'user_2abc',
      sessionId: 'sess_2abc',
      orgId: 'org_2abc',
      orgSlug: 'acme',
      orgRole: 'org:admin',
      orgPermissions: ['org:dashboard:manage', 'org:dashboard:read', 'org:teams:read'],
      actor: null,
      factorVerificationAge,
      sessionClaims: { iss: ISSUER, azp: APP, v: 1, sts: 'active' },
    })
    expect(auth.has({ role: 'org:admin', permission: 'org:teams:read' })).toBe(true)
    expect([auth.has({ permission: 'org:teams:manage' }), auth.has({ permission: 'org:beta:read' })]).toEqual(
      [false, false],
    )
  })

  test('what is not said grants nothing', async () => {
    const auth = await authenticateRequest(make(), bearer(clerkToken(COMMON)))
    expect(auth).toMatchObject({ isSignedIn: true, orgId: null, orgRole: null, orgPermissions: null })
    expect(auth.has({ reverification: 'lax' })).toBe(false)
    const { azp: _azp, ...nowhere } = COMMON
    expect(await verdict(clerkToken(nowhere))).toBe('session')
    for (const authorizedParties of [[APP], [ISSUER], []])
      expect(await verdict(clerkToken(nowhere), { authorizedParties })).toBe('token-party-invalid')
  })

  test('an organization without a slug has none, and one that is null is none', async () => {
    const { slg: _slug, ...o } = SECOND.o
    expect(await make().verify(clerkToken({ ...SECOND, o }))).toMatchObject({ claims: { org: { slug: '' } } })
    const none = await make().verify(clerkToken({ ...FIRST, org_id: null }))
    expect(none.ok && none.claims.org).toBe(undefined)
  })

  test('a claim of an application’s own that is called org speaks for no organization', async () => {
    const org = { id: 'org_0', slug: 'x', role: 'org:admin', permissions: ['org:x:y'] }
    for (const claims of [
      { ...COMMON, org },
      { ...COMMON, v: 2, org, org_id: 'org_0', org_role: 'org:admin' },
    ]) {
      const verified = await make().verify(clerkToken(claims))
      expect(verified.ok && verified.claims.org).toBe(undefined)
    }
    const verified = await make().verify(clerkToken({ ...COMMON, v: 1.5, org }))
    expect(verified).toMatchObject({ reason: 'token-claims-invalid' })
  })

  test('who acts as the user is told', async () => {
    const act = { sub: 'user_admin', iss: 'https://dashboard.example.com', sid: 'sess_admin' }
    const auth = await authenticateRequest(make(), bearer(clerkToken({ ...SECOND, act })))
    expect(auth).toMatchObject({ actor: act })
  })

  test('comes in the cookie that Clerk sets, also over https', async () => {
    const request = (method: string, headers: object = {}) =>
      new Request(APP, { method, headers: { cookie: `__session=${clerkToken()}`, ...headers } })
    expect(make().sessionCookie).toBe('__session')
    expect(await authenticateRequest(make(), request('GET'))).toMatchObject({ isSignedIn: true })
    const post = request('POST', { origin: APP })
    expect(await authenticateRequest(make(), post)).toMatchObject({ reason: 'token-cross-site' })
    expect(await authenticateRequest(make(), post, { allowedOrigins: [APP] })).toMatchObject({
      isSignedIn: true,
    })
    const unprefixed = new Request(APP, { headers: { cookie: `__Host-coatcheck-session=${clerkToken()}` } })
    expect(await authenticateRequest(make(), unprefixed)).toMatchObject({ reason: 'token-missing' })
  })

  test('verifies by one key in PEM, behind a proxy below a path, and with keys from elsewhere', async () => {
    const pem = KEYS.rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const { jwks: _jwks, ...options } = { jwks: JWKS, compat: 'clerk', now: () => NOW * 1000 } as const
    const byKey = verifierOn(importer, { ...options, issuer: ISSUER, jwtKey: pem })
    expect(await byKey.verify(clerkToken())).toMatchObject({ ok: true })
    const asked: string[] = []
    const fetch = async (url: unknown) => {
      asked.push(String(url))
      return Response.json(JWKS)
    }
    const issuer = 'https://example.com/__clerk'
    const token = clerkToken({ ...SECOND, iss: issuer })
    expect(await verifierOn(importer, { ...options, issuer, fetch }).verify(token)).toMatchObject({
      ok: true,
    })
    const jwksUrl = 'https://api.example.com/v1/jwks'
    const elsewhere = verifierOn(importer, { ...options, issuer, fetch, jwksUrl })
    expect(await elsewhere.verify(token)).toMatchObject({ ok: true })
    expect(asked).toEqual(['https://example.com/__clerk/.well-known/jwks.json', jwksUrl])
  })

  test('is nothing to a verifier that was not told of it', async () => {
    const bare = { alg: 'RS256', typ: 'JWT', kid: 'rsa' }
    for (const tokenTypes of [['session'], ['session', 'template']] as const) {
      const strict = verifierOn(importer, { issuer: ISSUER, jwks: JWKS, now: () => NOW * 1000, tokenTypes })
      expect(await strict.verify(clerkToken())).toMatchObject({ reason: 'token-header-invalid' })
      const verified = await strict.verify(clerkToken(FIRST, bare))
      expect(verified.ok ? verified.tokenType : verified.reason).not.toBe('session')
    }
    const own = { alg: 'RS256', typ: 'session+jwt', kid: 'rsa' }
    const strict = verifierOn(importer, { issuer: ISSUER, jwks: JWKS, now: () => NOW * 1000 })
    expect(await strict.verify(clerkToken(SECOND, own))).toMatchObject({ reason: 'token-claims-invalid' })
  })

  const withHeader = (members: object): string => clerkToken(SECOND, { ...CLERK_HEADER, ...members })
  const withClaims = (members: object): string => clerkToken({ ...SECOND, ...members })
  const withOrganization = (members: object): string => withClaims({ o: { ...SECOND.o, ...members } })
  const pem = KEYS.rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString()
  const hmac = (input: string): Uint8Array => createHmac('sha256', pem).update(input).digest()
  const rsaSha512 = (input: string): Uint8Array => sign('sha512', Buffer.from(input), KEYS.rsa.privateKey)
  const [head = '', body = '', signature = ''] = clerkToken().split('.')

  test.each<readonly [string, string, string]>([
    [
      'alg none',
      `${segment({ ...CLERK_HEADER, alg: 'none' })}.${body}.${signature}`,
      'token-algorithm-invalid',
    ],
    ['no signature', `${head}.${body}.`, 'token-malformed'],
    [
      'HS256 keyed with the PEM',
      signToken({ ...CLERK_HEADER, alg: 'HS256' }, SECOND, hmac),
      'token-algorithm-invalid',
    ],
    ['RS512', signToken({ ...CLERK_HEADER, alg: 'RS512' }, SECOND, rsaSha512), 'token-algorithm-invalid'],
    [
      'a signature of RS512 under RS256',
      signToken(CLERK_HEADER, SECOND, rsaSha512),
      'token-signature-invalid',
    ],
    [
      'ES256 by a key of the issuer',
      signToken({ ...CLERK_HEADER, alg: 'ES256', kid: 'ec' }, SECOND, es256),
      'token-algorithm-invalid',
    ],
    ['another algorithm than that of the key', withHeader({ kid: 'ec' }), 'token-algorithm-invalid'],
    ['an unknown key', withHeader({ kid: 'ins_2' }), 'token-key-unknown'],
    ['no kid', withHeader({ kid: undefined }), 'token-header-invalid'],
    ['crit', withHeader({ crit: ['exp'] }), 'token-header-invalid'],
    ['jku', withHeader({ jku: 'https://evil.example/jwks.json' }), 'token-header-invalid'],
    ['no typ', withHeader({ typ: undefined }), 'token-type-invalid'],
    ['an access token', withHeader({ typ: 'at+jwt' }), 'token-type-invalid'],
    ['the token of a template', withHeader({ cat: CATEGORY.template }), 'token-type-invalid'],
    ['the token of a machine', withHeader({ cat: CATEGORY.machine }), 'token-type-invalid'],
    ['a category that is a list', withHeader({ cat: [CATEGORY.session] }), 'token-type-invalid'],
    ['our type with a category', withHeader({ typ: 'session+jwt' }), 'token-type-invalid'],
    [
      'no category and no session',
      clerkToken({ ...SECOND, sid: undefined }, { ...CLERK_HEADER, cat: undefined }),
      'token-type-invalid',
    ],
    [
      "no category on one of Coatcheck's",
      clerkToken({ ...SECOND, gen: 1 }, { ...CLERK_HEADER, cat: undefined }),
      'token-type-invalid',
    ],
    [
      'another issuer by the same key',
      withClaims({ iss: 'https://clerk.other.example' }),
      'token-issuer-invalid',
    ],
    ['no issuer', withClaims({ iss: undefined }), 'token-issuer-invalid'],
    ['an issuer with a slash', withClaims({ iss: `${ISSUER}/` }), 'token-issuer-invalid'],
    ['one that expired', withClaims({ iat: NOW - 90, nbf: NOW - 90, exp: NOW - 30 }), 'token-expired'],
    ['a life of ten years', withClaims({ exp: NOW + 315_360_000 }), 'token-claims-invalid'],
    ['one of the future', withClaims({ nbf: NOW + 30 }), 'token-not-active-yet'],
    ['no exp', withClaims({ exp: undefined }), 'token-claims-invalid'],
    ['no iat', withClaims({ iat: undefined }), 'token-claims-invalid'],
    ['a pending session', withClaims({ sts: 'pending' }), 'token-pending'],
    ['an unknown status', withClaims({ sts: 'done' }), 'token-claims-invalid'],
    ['an unknown layout', withClaims({ v: 3 }), 'token-claims-invalid'],
    ['our own layout', withClaims({ v: 1 }), 'token-claims-invalid'],
    ['no session', withClaims({ sid: undefined }), 'token-claims-invalid'],
    ['a sub that is a number', withClaims({ sub: 1 }), 'token-claims-invalid'],
    ['a party that is a list', withClaims({ azp: [APP] }), 'token-claims-invalid'],
    ['factors that are no numbers', withClaims({ fva: ['0', '0'] }), 'token-claims-invalid'],
    ['an actor without a name', withClaims({ act: {} }), 'token-claims-invalid'],
    ['an organization that is text', withClaims({ o: 'org_2abc' }), 'token-claims-invalid'],
    ['an organization without a role', withOrganization({ rol: undefined }), 'token-claims-invalid'],
    ['masks that are no numbers', withOrganization({ fpm: '3,-1' }), 'token-claims-invalid'],
    ['permissions that are a list', withOrganization({ per: ['manage'] }), 'token-claims-invalid'],
    ['features without a scope', withClaims({ fea: 'dashboard,teams' }), 'token-claims-invalid'],
    [
      'first layout: a role that is a list',
      clerkToken({ ...FIRST, org_role: ['org:admin'] }),
      'token-claims-invalid',
    ],
    [
      'first layout: permissions that are text',
      clerkToken({ ...FIRST, org_permissions: 'org:x:y' }),
      'token-claims-invalid',
    ],
    ['another audience', withClaims({ aud: 'other' }), 'token-audience-invalid'],
    ['another party', withClaims({ azp: 'https://evil.example' }), 'token-party-invalid'],
  ])('%s is refused', async (_name, token, reason) => {
    const asked = {
      ...(reason === 'token-audience-invalid' ? { audience: 'api' } : {}),
      ...(reason === 'token-party-invalid' ? { authorizedParties: [APP] } : {}),
    }
    expect(await verdict(token, asked)).toBe(reason)
  })

  test('our own session tokens are accepted beside them, by the same rules as ever', async () => {
    const own = (claims: object, header: object = HEADER) =>
      signToken(header, { ...CLAIMS, ...claims, iss: ISSUER })
    expect(await verdict(own({}))).toBe('session')
    expect(await verdict(own({}), { tokenTypes: ['template'] })).toBe('token-type-invalid')
    expect(await verdict(own({ azp: undefined }))).toBe('token-claims-invalid')
    expect(await verdict(own({ v: 2 }))).toBe('token-claims-invalid')
    expect(await verdict(own({}, { ...HEADER, cat: CATEGORY.session }))).toBe('token-type-invalid')
  })
})
