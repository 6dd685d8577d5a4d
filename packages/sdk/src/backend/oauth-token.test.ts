/** Access tokens in requests: by either scheme, for this API alone, and with a proof where they are bound to a key. */

import { describe, expect, expectTypeOf, test } from 'vitest'
import { ACCESS_CLAIMS, ACCESS_HEADER, API } from '../../../../tests/support/access-tokens.ts'
import { newDevice, proofOf, type Proved, thumbprintOf } from '../../../../tests/support/dpop.ts'
import {
  CLAIMS,
  HEADER,
  ISSUER,
  JWKS,
  NOW_SECONDS,
  signToken,
} from '../../../../tests/support/session-tokens.ts'
import { keyImporter as node } from '../crypto/node.ts'
import { keyImporter as web } from '../crypto/web.ts'
import type { AcceptedKind } from './accepted.ts'
import { authenticateRequest, type AuthenticateOptions } from './authenticate-request.ts'
import { createVerifier } from './create-verifier.ts'
import { checkDpopProof } from './dpop-proof.ts'

const NOW_MS = NOW_SECONDS * 1000
const OAUTH = { oauth: { audience: API } } as const
const verifier = createVerifier({ issuer: ISSUER, jwks: JWKS, now: () => NOW_MS })
const access = (more: object = {}): string => signToken(ACCESS_HEADER, { ...ACCESS_CLAIMS, ...more })

const requestOf = (headers: Record<string, string>, method = 'GET', url = `${API}/notes?x=1`): Request =>
  new Request(url, { method, headers })

const ask = (
  headers: Record<string, string>,
  accepts: readonly AcceptedKind[] = ['oauth-token'],
  options: AuthenticateOptions = OAUTH,
) => authenticateRequest<AcceptedKind>(verifier, requestOf(headers), { ...options, accepts })

describe('an access token', () => {
  test('says which application acts, for whom, and what it may do', async () => {
    const org = { id: 'org_1', slug: 'acme', role: 'admin', permissions: ['notes:all'] }
    const state = await authenticateRequest(
      verifier,
      requestOf({ authorization: `Bearer ${access({ org, act: { sub: 'app_2' } })}` }),
      { ...OAUTH, accepts: ['oauth-token'] },
    )
    if (!state.isAuthenticated) throw new Error(state.reason)
    expectTypeOf(state.tokenType).toEqualTypeOf<'oauth-token'>()
    expect(state).toMatchObject({
      isSignedIn: false,
      isMachine: false,
      clientId: 'app_1',
      subject: 'user_1',
      userId: 'user_1',
      sessionId: 'sess_1',
      scopes: ['notes:read', 'notes:write'],
      orgId: 'org_1',
      orgRole: 'admin',
      actor: { sub: 'app_2' },
      claims: { aud: API },
      expiresAt: new Date(NOW_MS + 600_000).toISOString(),
    })
    expect(state.has({ scope: 'notes:read' })).toBe(true)
    expect(state.has({ scope: 'notes' })).toBe(false)
    expect(state.has({ scope: 'notes:read notes:write' })).toBe(false)
    expect(state.has({})).toBe(false)
    expect(state.has({ role: 'admin' })).toBe(false)
    expect(state.has({ scope: 'notes:read', permission: 'notes:all' })).toBe(false)
    expect(state.has({ reverification: 'lax' })).toBe(false)
    expect(await state.getToken()).toBeNull()
    expect(() => (state.scopes as string[]).push('admin')).toThrow(TypeError)
    if (state.isMachine) expectTypeOf(state.userId).toEqualTypeOf<null>()
    else expectTypeOf(state.userId).toEqualTypeOf<string>()
  })

  test('of a client that acts for itself is of no user', async () => {
    const { sid: _, ...claims } = ACCESS_CLAIMS
    const token = signToken(ACCESS_HEADER, { ...claims, sub: 'app_1', scope: '' })
    expect(await ask({ authorization: `Bearer ${token}` })).toMatchObject({
      isMachine: true,
      userId: null,
      sessionId: null,
      subject: 'app_1',
      scopes: [],
    })
  })

  test('is taken only where it is accepted, and nothing else where it alone is', async () => {
    const bearer = { authorization: `Bearer ${access()}` }
    expect(await ask(bearer, ['session-token'])).toMatchObject({ reason: 'token-type-invalid' })
    expect(await ask(bearer, ['api-key'])).toMatchObject({ reason: 'token-type-invalid' })
    expect(await ask(bearer, ['session-token', 'oauth-token'])).toMatchObject({ tokenType: 'oauth-token' })
    const session = { authorization: `Bearer ${signToken()}` }
    expect(await ask(session, ['session-token', 'oauth-token'])).toMatchObject({ isSignedIn: true })
    expect(await ask(session)).toMatchObject({ reason: 'token-type-invalid' })
    expect(await ask({ authorization: 'Bearer ccs_AAAA' })).toMatchObject({ reason: 'token-malformed' })
    expect(await ask({ authorization: 'Bearer cck_AAAA' })).toMatchObject({ reason: 'token-type-invalid' })
    const template = signToken({ ...HEADER, typ: 'JWT' }, CLAIMS)
    expect(await ask({ authorization: `Bearer ${template}` })).toMatchObject({ reason: 'token-type-invalid' })
  })

  test('counts nowhere but in Authorization (BE-1)', async () => {
    const token = access()
    const url = `${API}/notes?access_token=${token}`
    const elsewhere = requestOf({ cookie: `__Host-coatcheck-session=${token}`, token }, 'GET', url)
    for (const accepts of [['oauth-token'], ['session-token', 'oauth-token']] as const) {
      const state = await authenticateRequest<AcceptedKind>(verifier, elsewhere, { ...OAUTH, accepts })
      expect(state.isAuthenticated).toBe(false)
    }
    expect(await ask({ cookie: `__Host-coatcheck-session=${token}` })).toMatchObject({
      reason: 'token-missing',
    })
  })

  test('is for an audience that is said, else it is a mistake, whatever the request brings', async () => {
    for (const headers of [{}, { authorization: `Bearer ${access()}` }])
      await expect(ask(headers, ['oauth-token'], {})).rejects.toThrow('audience')
    expect(await ask({ authorization: `Bearer ${access({ aud: ISSUER })}` })).toMatchObject({
      reason: 'token-audience-invalid',
    })
    // Its audience is not that of session tokens, which have none.
    const kinds = ['session-token', 'oauth-token'] as const
    expect(await ask({ authorization: `Bearer ${signToken()}` }, kinds)).toMatchObject({ isSignedIn: true })
    expect(await ask({ authorization: `Bearer ${access()}` }, kinds, { audience: API })).toMatchObject({
      tokenType: 'oauth-token',
    })
  })

  test('is of any client or of some, apart from whom session tokens are minted for', async () => {
    const bearer = { authorization: `Bearer ${access()}` }
    const authorizedParties = [CLAIMS.azp]
    const partyOf = (given: NonNullable<AuthenticateOptions['oauth']>['authorizedParties']) =>
      ask(bearer, ['oauth-token'], {
        authorizedParties,
        oauth: { audience: API, ...(given !== undefined && { authorizedParties: given }) },
      })
    expect(await partyOf(undefined)).toMatchObject({ reason: 'token-party-invalid' })
    expect(await partyOf(['app_2'])).toMatchObject({ reason: 'token-party-invalid' })
    expect(await partyOf('app_1')).toMatchObject({ clientId: 'app_1' })
    expect(await partyOf(null)).toMatchObject({ clientId: 'app_1' })
  })

  test.each(['api.example', 'ftp://api.example', 'https://api.example/?x=1', 'https://u:p@api.example'])(
    'is for no API at %s',
    async (publicUrl) => {
      await expect(ask({}, ['oauth-token'], { oauth: { audience: API, publicUrl } })).rejects.toThrow(
        'publicUrl',
      )
    },
  )
})

describe('a token that is bound to a key (DP-3)', () => {
  const device = newDevice()
  const token = access({ cnf: { jkt: thumbprintOf(device) } })
  const here = { htu: `${API}/notes`, htm: 'GET', nowMs: NOW_MS, token }
  const prove = (more: Partial<Proved> = {}): string => proofOf(device, { ...here, ...more })
  const shown = (dpop: string, authorization = `DPoP ${token}`) => ({ authorization, dpop })

  test('is good with a proof for this request, once', async () => {
    const headers = shown(prove())
    const request = requestOf(headers)
    const options = { ...OAUTH, accepts: ['session-token', 'oauth-token'] } as const
    expect(await authenticateRequest(verifier, request, options)).toMatchObject({ clientId: 'app_1' })
    // Middleware and handlers ask about the same request.
    expect(await authenticateRequest(verifier, request, options)).toMatchObject({ clientId: 'app_1' })
    expect(await ask(headers)).toMatchObject({
      reason: 'dpop-proof-invalid',
      cause: new Error('proof-replayed'),
    })
  })

  test('is no bearer, and a token that is not bound is shown as nothing else', async () => {
    expect(await ask({ authorization: `Bearer ${token}` })).toMatchObject({ reason: 'token-binding-invalid' })
    expect(await ask(shown(prove(), `Bearer ${token}`))).toMatchObject({ reason: 'token-binding-invalid' })
    const unbound = access()
    expect(await ask(shown(prove({ token: unbound }), `DPoP ${unbound}`))).toMatchObject({
      reason: 'token-binding-invalid',
    })
  })

  const stranger = newDevice()
  test.each<[string, string, string]>([
    ['no proof', '', 'proof-malformed'],
    ['two proofs', `${prove()}, ${prove()}`, 'proof-malformed'],
    ['another method', prove({ htm: 'POST' }), 'proof-not-for-this-request'],
    ['another path', prove({ htu: `${API}/other` }), 'proof-not-for-this-request'],
    ['another host', prove({ htu: 'https://evil.example/notes' }), 'proof-not-for-this-request'],
    ['a URL with a password', prove({ htu: 'https://a:b@api.example/notes' }), 'proof-not-for-this-request'],
    ['another token', prove({ token: 'another' }), 'proof-not-for-this-request'],
    ['no token', prove({ token: undefined }), 'proof-not-for-this-request'],
    ['a proof of the future', prove({ nowMs: NOW_MS + 10_000 }), 'proof-not-fresh'],
    ['a proof of long ago', prove({ nowMs: NOW_MS - 70_000 }), 'proof-not-fresh'],
    ['iat as text', prove({ claims: { iat: String(NOW_SECONDS) } }), 'proof-malformed'],
    ['no jti', prove({ claims: { jti: undefined } }), 'proof-malformed'],
    ['a jti without an end', prove({ claims: { jti: 'x'.repeat(129) } }), 'proof-malformed'],
    ['another type', prove({ header: { typ: 'JWT' } }), 'proof-malformed'],
    ['another algorithm', prove({ header: { alg: 'HS256' } }), 'proof-malformed'],
    [
      'a private key',
      prove({ header: { jwk: device.privateKey.export({ format: 'jwk' }) } }),
      'proof-malformed',
    ],
    [
      'a key that is no point',
      prove({ header: { jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } } }),
      'proof-malformed',
    ],
    [
      "a stranger's key",
      prove({ header: { jwk: stranger.publicKey.export({ format: 'jwk' }) } }),
      'proof-signature-invalid',
    ],
    ['a kid', prove({ header: { kid: 'ec' } }), 'proof-malformed'],
  ])('is refused with %s', async (_, proof, why) => {
    const reason = 'dpop-proof-invalid'
    expect(await ask(shown(proof))).toMatchObject({ reason, cause: new Error(why) })
    for (const importer of [node, web]) {
      const isOurs = (url: string): boolean => url === here.htu
      const proved = { method: 'GET', isOurs, token, nowMs: NOW_MS }
      expect(await checkDpopProof(importer, proof, proved)).toEqual({ ok: false, reason: why })
    }
  })

  test('is refused with a good proof of another key', async () => {
    expect(await ask(shown(proofOf(stranger, here)))).toMatchObject({ reason: 'token-binding-invalid' })
  })

  test('is judged itself before its proof is blamed', async () => {
    const old = access({ exp: NOW_SECONDS - 60, iat: NOW_SECONDS - 600, nbf: NOW_SECONDS - 600 })
    expect(await ask(shown('x', `DPoP ${old}`))).toMatchObject({ reason: 'token-expired' })
  })

  test('is proved for the public address, and never for what Host says', async () => {
    const oauth = { audience: API, publicUrl: 'https://example.com/api/' }
    const options = { oauth, accepts: ['oauth-token'] } as const
    const at = (htu: string) => {
      const headers = { ...shown(prove({ htu })), host: 'evil.example' }
      return authenticateRequest(
        verifier,
        { method: 'GET', url: '/notes', originalUrl: '/v1/notes?x=1', headers },
        options,
      )
    }
    expect(await at('https://example.com/api/v1/notes')).toMatchObject({ clientId: 'app_1' })
    expect(await at('https://example.com/api/v1/notes?y#z')).toMatchObject({ clientId: 'app_1' })
    for (const htu of ['https://evil.example/v1/notes', `${API}/v1/notes`, 'https://example.com/api/notes'])
      expect(await at(htu)).toMatchObject({ reason: 'dpop-proof-invalid' })
  })

  test('is refused where nobody can tell what the request is', async () => {
    const { headers } = requestOf(shown(prove()))
    const options = { ...OAUTH, accepts: ['oauth-token'] } as const
    expect(await authenticateRequest(verifier, { method: null, headers }, options)).toMatchObject({
      reason: 'dpop-proof-invalid',
    })
  })
})
