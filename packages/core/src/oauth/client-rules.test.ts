/** The rules of OAuth clients: row by row, and that nothing passes which a browser reads otherwise. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLIENT_LIST_LIMITS, clientProblem } from './client-rules.ts'
import { OAUTH_CLIENT_DEFAULTS, type OAuthClientSettings } from './oauth-client.ts'
import { originProblem, redirectUriProblem, resourceProblem, webUriProblem } from './uri-rules.ts'

const CONTEXT = { scopes: new Set(['openid', 'email', 'read']), allowsLocalHttp: false }

const publicClient: OAuthClientSettings = {
  ...OAUTH_CLIENT_DEFAULTS,
  name: 'Notes',
  type: 'public',
  authMethod: 'none',
  redirectUris: ['https://notes.example/callback'],
  scopes: ['openid', 'email'],
}
const confidentialClient: OAuthClientSettings = {
  ...publicClient,
  type: 'confidential',
  authMethod: 'client_secret_basic',
}

/** The member that is wrong with a client which differs so; `null` for none. */
function memberOf(more: Partial<OAuthClientSettings>, base: OAuthClientSettings = publicClient) {
  return clientProblem({ ...base, ...more }, CONTEXT)?.member ?? null
}

const RSA = { kty: 'RSA', n: `${'v'.repeat(341)}w`, e: 'AQAB' }
const EC = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }
const OKP = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }

describe('AZ-3: an address that people are sent back to', () => {
  test.each([
    'https://app.example',
    'https://app.example/',
    'https://app.example/callback?from=mail&x=%2F',
    'https://app.example:8443/a/b.html',
    'https://192.0.2.7/callback',
    'https://xn--bcher-kva.example/callback',
    'http://127.0.0.1/callback',
    'http://127.0.0.1:8765/callback',
    'http://[::1]:8765/callback',
    'http://localhost:3000/callback',
    'com.example.app:/oauth2redirect',
    'com.example.app://callback',
  ])('may be %s', (uri) => {
    expect(redirectUriProblem(uri, true)).toBeNull()
  })

  test.each([
    ['', 'nothing'],
    ['/callback', 'relative'],
    ['//app.example/callback', 'without a scheme'],
    ['https://app.example/#', 'an empty fragment'],
    ['https://app.example/callback#done', 'a fragment'],
    ['https://*.example/callback', 'a wildcard'],
    ['https://app.example/*', 'a wildcard in the path'],
    ['https://user@app.example/', 'a user'],
    ['https://user:secret@app.example/', 'a password'],
    ['https://app.example@evil.example/', 'a user that looks like a host'],
    ['https://app.example\\@evil.example/', 'a backslash'],
    ['https:\\\\app.example/', 'backslashes'],
    ['https:app.example/', 'no slashes'],
    ['https:/app.example/', 'one slash'],
    ['https:///app.example/', 'three slashes'],
    ['HTTPS://app.example/', 'an upper-case scheme'],
    ['https://App.example/', 'an upper-case host'],
    ['https://app.example:443/', 'the default port'],
    ['https://app.example:0443/', 'a port with a zero in front'],
    ['https://app.example:65536/', 'a port too great'],
    ['https://app.example:/', 'an empty port'],
    ['com.example.app://callback://', 'an empty port behind a scheme of its own'],
    ['https://app.example./', 'a dot at the end of the host'],
    ['https://app..example/', 'an empty label'],
    ['https://büchsen.example/', 'characters beyond ASCII'],
    ['https://app.example/a/../b', 'dots that lead up'],
    ['https://app.example/%2e%2E/b', 'encoded dots that lead up'],
    ['https://app.example/./b', 'a dot'],
    ['https://app.example/%zz', 'a percent sign alone'],
    ['https://app.example/a b', 'a space'],
    [' https://app.example/', 'a space in front'],
    ['https://app.example/\tb', 'a tab'],
    ['https://app.example/\n', 'a line break'],
    ['https://app.example/?a[]=1', 'brackets'],
    ['https://0x7f.1/', 'a number as host'],
    ['https://2130706433/', 'an address as one number'],
    ['https://127.0.0.01/', 'an address with a zero in front'],
    ['http://app.example/callback', 'http'],
    ['http://127.0.0.2/callback', 'http on another loopback address'],
    ['http://localhost.evil.example/', 'http on what looks like localhost'],
    ['http://app.localhost/', 'http on a name under localhost'],
    ['http://10.0.0.7/', 'http in the own network'],
    ['http://[0:0:0:0:0:0:0:1]/', 'another spelling of loopback'],
    ['javascript:alert(1)', 'a program'],
    ['JavaScript://app.example/%0aalert(1)', 'a program that looks like an address'],
    ['data:text/html,x', 'a document'],
    ['file:///etc/passwd', 'a file'],
    ['myapp://callback', 'a scheme without a dot'],
    ['.app:/callback', 'a scheme that begins with a dot'],
    ['com.example.app:callback', 'a scheme without a path'],
    ['com.example.app:/../callback', 'a scheme with dots that lead up'],
    ['https://app.example/' + 'a'.repeat(1024), 'more than is kept'],
  ])('may not be %s: %s', (uri) => {
    expect(redirectUriProblem(uri, true)).toEqual(expect.any(String))
  })

  test('with a scheme of its own is for public clients', () => {
    expect(redirectUriProblem('com.example.app:/callback', false)).toContain('public')
    expect(memberOf({ redirectUris: ['com.example.app:/callback'] }, confidentialClient)).toBe('redirectUris')
  })

  test('that passes is read by every URL parser as it is written, and names no other host', () => {
    const piece = fc.constantFrom(
      'https://',
      'http://',
      'https:',
      '//',
      '/',
      '\\',
      '@',
      ':',
      '.',
      '..',
      '%2e',
      '%2f',
      '?',
      '#',
      '*',
      '[',
      ']',
      'app.example',
      'evil.example',
      'localhost',
      '127.0.0.1',
      '[::1]',
      '1',
      '0x1',
      '443',
      '80',
      '8080',
      'javascript:',
      'com.example.app:/',
      'A',
      '\t',
      '\n',
      ' ',
      'é',
      '&',
      ';',
      "'",
      '"',
    )
    const text = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      fc.array(piece, { maxLength: 6 }).map((pieces) => `https://app.example/${pieces.join('')}`),
      fc.webUrl({
        withFragments: true,
        withQueryParameters: true,
        authoritySettings: { withUserInfo: true, withPort: true, withIPv4: true, withIPv6: true },
      }),
      fc.string(),
    )
    fc.assert(
      fc.property(text, fc.boolean(), (uri, isPublic) => {
        if (redirectUriProblem(uri, isPublic) !== null) return
        const url = new URL(uri)
        expect([uri, `${uri}/`]).toContain(url.href)
        expect([url.username, url.password, url.hash]).toEqual(['', '', ''])
        const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
        const isOwn = isPublic && url.protocol.includes('.')
        expect(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback) || isOwn).toBe(true)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('an address that is fetched or posted to', () => {
  test.each([
    ['https://app.example/logout', true],
    ['https://10.0.0.7:8443/logout', true],
    ['http://localhost:3000/logout', false],
    ['http://app.example/logout', false],
    ['com.example.app:/logout', false],
    ['https://user@app.example/', false],
    ['https://app.example/#a', false],
  ])('%s: %s', (uri, isGood) => {
    expect(webUriProblem(uri, false) === null).toBe(isGood)
  })

  test('may be plain http on this machine where that is allowed', () => {
    expect(webUriProblem('http://localhost:3000/logout', true)).toBeNull()
    expect(webUriProblem('http://app.example/logout', true)).toEqual(expect.any(String))
  })
})

test.each([
  ['https://api.example', true],
  ['https://api.example/v1?x=1', true],
  ['urn:example:api', true],
  ['api', false],
  ['/api', false],
  ['https://api.example/#part', false],
  ['javascript:alert(1)', false],
  ['https://api.example/a b', false],
])('the resource %s: %s', (uri, isGood) => {
  expect(resourceProblem(uri) === null).toBe(isGood)
})

test.each([
  ['https://app.example', true],
  ['http://localhost:3000', true],
  ['chrome-extension://abcdefghijklmnopabcdefghijklmnop', true],
  ['https://app.example/', false],
  ['https://app.example?', false],
  ['http://app.example', false],
  ['null', false],
  ['*', false],
])('the origin %s: %s', (text, isGood) => {
  expect(originProblem(text) === null).toBe(isGood)
})

describe('a client', () => {
  test('of either type is good as it stands', () => {
    expect(memberOf({})).toBeNull()
    expect(memberOf({}, confidentialClient)).toBeNull()
  })

  test.each<[string, Partial<OAuthClientSettings>]>([
    ['a name of nothing', { name: '' }],
    ['a name with a space in front', { name: ' Notes' }],
    ['a name that is too long', { name: 'n'.repeat(101) }],
    ['a name with a line break', { name: 'Notes\nby us' }],
    ['a name that turns its direction', { name: 'Notes\u202egnp' }],
  ])('may not have %s', (_, more) => {
    expect(memberOf(more)).toBe('name')
  })

  test.each([
    ['public', 'none', null],
    ['public', 'client_secret_basic', 'authMethod'],
    ['public', 'client_secret_post', 'authMethod'],
    ['public', 'private_key_jwt', 'authMethod'],
    ['confidential', 'none', 'authMethod'],
    ['confidential', 'client_secret_basic', null],
    ['confidential', 'client_secret_post', null],
  ] as const)('that is %s proves itself by %s: %s', (type, authMethod, member) => {
    expect(memberOf({ type, authMethod })).toBe(member)
  })

  test.each<[string, Partial<OAuthClientSettings>, string | null]>([
    ['no keys', {}, 'jwks'],
    ['an empty set', { jwks: { keys: [] } }, 'jwks'],
    [
      'one of each kind',
      {
        jwks: {
          keys: [
            { ...RSA, kid: '1' },
            { ...EC, kid: '2' },
            { ...OKP, kid: '3' },
          ],
        },
      },
      null,
    ],
    ['one without a name', { jwks: { keys: [EC] } }, null],
    ['two without a name', { jwks: { keys: [EC, OKP] } }, 'jwks'],
    [
      'two of one name',
      {
        jwks: {
          keys: [
            { ...RSA, kid: '1' },
            { ...EC, kid: '1' },
          ],
        },
      },
      'jwks',
    ],
    ['a private RSA key', { jwks: { keys: [{ ...RSA, d: 'x' }] } }, 'jwks'],
    ['a private part of one', { jwks: { keys: [{ ...RSA, p: 'x' }] } }, 'jwks'],
    ['a private EC key', { jwks: { keys: [{ ...EC, d: 'x' }] } }, 'jwks'],
    ['a secret', { jwks: { keys: [{ kty: 'oct', k: 'x' }] } }, 'jwks'],
    ['1024 bits of RSA', { jwks: { keys: [{ ...RSA, n: `${'v'.repeat(170)}w` }] } }, 'jwks'],
    ['2047 bits of RSA', { jwks: { keys: [{ ...RSA, n: `f${'v'.repeat(340)}w` }] } }, 'jwks'],
    [
      'RSA filled up with zeros',
      { jwks: { keys: [{ ...RSA, n: `${'A'.repeat(200)}${'v'.repeat(170)}w` }] } },
      'jwks',
    ],
    ['another curve', { jwks: { keys: [{ ...EC, crv: 'P-384' }] } }, 'jwks'],
    ['half a point', { jwks: { keys: [{ ...EC, y: undefined as never }] } }, 'jwks'],
    ['a key for encryption', { jwks: { keys: [{ ...RSA, use: 'enc' }] } }, 'jwks'],
    ['a key for another algorithm', { jwks: { keys: [{ ...RSA, alg: 'HS256' }] } }, 'jwks'],
    ['an address', { jwksUri: 'https://notes.example/jwks' }, null],
    ['an address of http', { jwksUri: 'http://notes.example/jwks' }, 'jwksUri'],
    ['keys and an address', { jwks: { keys: [EC] }, jwksUri: 'https://notes.example/jwks' }, 'jwksUri'],
  ])('of private_key_jwt has keys: %s', (_, more, member) => {
    expect(memberOf({ authMethod: 'private_key_jwt', ...more }, confidentialClient)).toBe(member)
  })

  test('without private_key_jwt has no keys', () => {
    expect(memberOf({ jwks: { keys: [EC] } }, confidentialClient)).toBe('jwks')
    expect(memberOf({ jwksUri: 'https://notes.example/jwks' })).toBe('jwksUri')
  })

  test.each<[string, Partial<OAuthClientSettings>, string | null, OAuthClientSettings]>([
    ['CC-1: credentials of a public one', { grants: ['client_credentials'] }, 'grants', publicClient],
    [
      'credentials of a confidential one',
      { grants: ['client_credentials'], redirectUris: [] },
      null,
      confidentialClient,
    ],
    ['none', { grants: [] }, 'grants', publicClient],
    ['one twice', { grants: ['refresh_token', 'refresh_token'] }, 'grants', publicClient],
    ['codes without an address', { redirectUris: [] }, 'redirectUris', publicClient],
    [
      'devices without an address',
      { grants: ['urn:ietf:params:oauth:grant-type:device_code'], redirectUris: [] },
      null,
      publicClient,
    ],
    ['introspection by a public one', { serves: ['https://api.example'] }, 'serves', publicClient],
    ['introspection by a confidential one', { serves: ['https://api.example'] }, null, confidentialClient],
  ])('has grants: %s', (_, more, member, base) => {
    expect(memberOf(more, base)).toBe(member)
  })

  test.each<[string, Partial<OAuthClientSettings>, string]>([
    ['a scope that nobody knows', { scopes: ['admin'] }, 'scopes'],
    ['a scope with a space', { scopes: ['open id'] }, 'scopes'],
    ['a scope with a quote', { scopes: ['"'] }, 'scopes'],
    ['a resource with a fragment', { resources: ['https://api.example/#a'] }, 'resources'],
    ['a logo that is a program', { logoUri: 'javascript:alert(1)' }, 'logoUri'],
    ['a logo in itself', { logoUri: 'data:image/png;base64,AA' }, 'logoUri'],
    ['terms by http', { tosUri: 'http://notes.example/terms' }, 'tosUri'],
    ['a policy with a user', { policyUri: 'https://a@notes.example/' }, 'policyUri'],
    ['a home page that is none', { clientUri: 'notes.example' }, 'clientUri'],
    [
      'a logout address by http',
      { backchannelLogoutUri: 'http://notes.example/out' },
      'backchannelLogoutUri',
    ],
    [
      'an address after the logout that is a program',
      { postLogoutRedirectUris: ['javascript:1'] },
      'postLogoutRedirectUris',
    ],
    ['a path in an origin', { allowedOrigins: ['https://notes.example/a'] }, 'allowedOrigins'],
    ['access tokens of a moment', { accessTokenSeconds: 1 }, 'accessTokenSeconds'],
    ['access tokens of a fraction', { accessTokenSeconds: 60.5 }, 'accessTokenSeconds'],
    ['grants for ever', { grantSeconds: 1e10 }, 'grantSeconds'],
    ['no time between two requests', { idleSeconds: 0 }, 'idleSeconds'],
  ])('may not have %s', (_, more, member) => {
    expect(memberOf(more)).toBe(member)
  })

  test.each(['redirectUris', 'postLogoutRedirectUris', 'resources', 'allowedOrigins'] as const)(
    'has so many %s at most',
    (member) => {
      const some = (count: number) => Array.from({ length: count }, (_, n) => `https://n${n}.example`)
      expect(memberOf({ [member]: some(CLIENT_LIST_LIMITS[member]) })).toBeNull()
      expect(memberOf({ [member]: some(CLIENT_LIST_LIMITS[member] + 1) })).toBe(member)
    },
  )
})
