/** Every known attack on a JSON Web Token, where access tokens are taken; and each kind in the place of another. */

import { describe, expect, test } from 'vitest'
import { ACCESS_CLAIMS, ACCESS_HEADER, API } from '../../../../tests/support/access-tokens.ts'
import {
  CLAIMS,
  HEADER,
  ISSUER,
  JWKS,
  NOW_SECONDS as NOW,
  rs256,
  signToken,
} from '../../../../tests/support/session-tokens.ts'
import { type Attack, attacksOn, forgeOf } from '../../../../tests/support/token-attacks.ts'
import { keyImporter as node } from '../crypto/node.ts'
import { keyImporter as web } from '../crypto/web.ts'
import { verifierOn } from './verifier.ts'

const ATTACKED = { header: ACCESS_HEADER, claims: ACCESS_CLAIMS }
const { good, withHeader, withClaims } = forgeOf(ATTACKED)

/** What is wrong with an access token alone. */
const OF_OAUTH: readonly Attack[] = [
  ['a session token', signToken(), 'token-type-invalid'],
  ['the claims of a session', signToken(ACCESS_HEADER, CLAIMS), 'token-claims-invalid'],
  ['an access token that says it is a session', withHeader({ typ: 'session+jwt' }), 'token-type-invalid'],
  ['an id_token', withHeader({ typ: 'JWT' }), 'token-type-invalid'],
  ['a proof', withHeader({ typ: 'dpop+jwt' }), 'token-type-invalid'],
  ['a logout token', withHeader({ typ: 'logout+jwt' }), 'token-type-invalid'],
  ['a life of 901 seconds', withClaims({ exp: NOW + 901 }), 'token-claims-invalid'],
  ['for another API', withClaims({ aud: 'https://files.example' }), 'token-audience-invalid'],
  ['for the issuer', withClaims({ aud: ISSUER }), 'token-audience-invalid'],
  ['for this API and another', withClaims({ aud: [API, ISSUER] }), 'token-audience-invalid'],
  ['for an API that looks alike', withClaims({ aud: `${API}/` }), 'token-audience-invalid'],
  ['for nobody', withClaims({ aud: undefined }), 'token-claims-invalid'],
  ['an empty list of audiences', withClaims({ aud: [] }), 'token-claims-invalid'],
  ['no client', withClaims({ client_id: undefined }), 'token-claims-invalid'],
  ['no jti', withClaims({ jti: undefined }), 'token-claims-invalid'],
  ['scopes as a list', withClaims({ scope: ['notes:read'] }), 'token-claims-invalid'],
  ['a grant that is a number', withClaims({ sid: 1 }), 'token-claims-invalid'],
  ['a key that is none', withClaims({ cnf: {} }), 'token-claims-invalid'],
  ['a key that was not proved', withClaims({ cnf: { jkt: 'thumbprint' } }), 'token-binding-invalid'],
]

const PLATFORMS = { 'node:crypto': node, 'Web Crypto': web }

describe.each(Object.entries(PLATFORMS))('on %s', (_, importer) => {
  const options = { issuer: ISSUER, jwks: JWKS, audience: API, now: () => NOW * 1000 }
  const verifier = verifierOn(importer, { ...options, tokenTypes: ['oauth-token'] })
  const beside = verifierOn(importer, { ...options, tokenTypes: ['oauth-token'], compat: 'clerk' })

  test.each([...attacksOn(ATTACKED), ...OF_OAUTH])('%s is refused', async (_name, token, reason) => {
    expect(await verifier.verify(token)).toMatchObject({ ok: false, reason })
    // and again, so that no refusal leaves anything behind
    expect(await verifier.verify(token)).toMatchObject({ ok: false, reason })
    // and no less beside Clerk's tokens
    expect(await beside.verify(token)).toMatchObject({ ok: false, reason })
  })

  test.each(['at+jwt', 'application/at+jwt', 'AT+JWT'])('the type spelled %s is taken', async (typ) => {
    const verified = { ok: true, tokenType: 'oauth-token', claims: ACCESS_CLAIMS }
    expect(await verifier.verify(withHeader({ typ }))).toMatchObject(verified)
    expect(await beside.verify(withHeader({ typ }))).toMatchObject(verified)
  })

  test('members that are of Clerk alone make no access token', async () => {
    for (const member of [{ cat: 'cl_B7d4PD111AAA' }, { oiat: NOW }])
      expect(await beside.verify(withHeader(member))).toMatchObject({ reason: 'token-type-invalid' })
    const clerks = signToken({ alg: 'RS256', typ: 'JWT', kid: 'rsa' }, ACCESS_CLAIMS, rs256)
    expect(await beside.verify(clerks)).toMatchObject({ reason: 'token-type-invalid' })
  })

  test('neither kind is taken for the other, not even when it was verified as what it is just before', async () => {
    const both = verifierOn(importer, { issuer: ISSUER, jwks: JWKS, now: () => NOW * 1000 })
    const asOAuth = { tokenTypes: ['oauth-token'], audience: API } as const
    for (let turn = 0; turn < 2; turn++) {
      expect(await both.verify(good, asOAuth)).toMatchObject({ ok: true })
      expect(await both.verify(good)).toMatchObject({ reason: 'token-type-invalid' })
      expect(await both.verify(signToken())).toMatchObject({ ok: true })
      expect(await both.verify(signToken(), asOAuth)).toMatchObject({ reason: 'token-type-invalid' })
      expect(await both.verify(good, { tokenTypes: ['session', 'template'] })).toMatchObject({ ok: false })
    }
  })

  test('a remembered token is judged anew by each call: for whom, of whom, by which key', async () => {
    const bound = withClaims({ cnf: { jkt: 'thumbprint' } })
    expect(await verifier.verify(good)).toMatchObject({ ok: true })
    expect(await verifier.verify(good, { audience: 'https://files.example' })).toMatchObject({
      reason: 'token-audience-invalid',
    })
    expect(await verifier.verify(good, { authorizedParties: ['app_2'] })).toMatchObject({
      reason: 'token-party-invalid',
    })
    expect(await verifier.verify(good, { authorizedParties: ['app_1'] })).toMatchObject({ ok: true })
    expect(await verifier.verify(good, { provenKey: 'thumbprint' })).toMatchObject({
      reason: 'token-binding-invalid',
    })
    expect(await verifier.verify(bound, { provenKey: 'thumbprint' })).toMatchObject({ ok: true })
    expect(await verifier.verify(bound, { provenKey: 'another' })).toMatchObject({ ok: false })
    expect(await verifier.verify(bound)).toMatchObject({ reason: 'token-binding-invalid' })
  })

  test('nothing is taken where nobody said for whom: not by a setup, nor by a call', async () => {
    const sessions = { issuer: ISSUER, jwks: JWKS, now: () => NOW * 1000 }
    expect(() => verifierOn(importer, { ...sessions, tokenTypes: ['oauth-token'] })).toThrow('audience')
    await expect(
      verifierOn(importer, sessions).verify(good, { tokenTypes: ['oauth-token'] }),
    ).rejects.toThrow('audience')
    const nobody = await verifier.verify(good, { audience: [] })
    expect(nobody).toMatchObject({ reason: 'token-audience-invalid' })
  })

  test('a shorter life can be asked for, and the longer one is for access tokens alone', async () => {
    const short = verifierOn(importer, {
      ...options,
      tokenTypes: ['oauth-token'],
      maxTokenLifetimeSeconds: 60,
    })
    expect(await short.verify(good)).toMatchObject({ reason: 'token-claims-invalid' })
    const long = signToken(HEADER, { ...CLAIMS, aud: API, exp: NOW + 600 })
    expect(await verifier.verify(long, { tokenTypes: ['session'] })).toMatchObject({
      reason: 'token-claims-invalid',
    })
  })
})
