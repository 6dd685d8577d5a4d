/**
 * One corpus of requests, most of them wrong, to ours and to oidc-provider: where both say the same, nobody has to read
 * on; where they differ, it says here why.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FormBrowser } from '../support/form-browser.ts'
import {
  type Client,
  discover,
  type Outcome,
  REDIRECT_URI,
  RESOURCE,
  type Target,
} from '../support/oauth-target.ts'
import { type OidcOracle, startOidcOracle } from '../support/oidc-oracle.ts'
import { type StandardServer, startForStandardClients } from '../support/standard-clients.ts'
import { AUTHORIZATION_REQUESTS } from './corpus/authorization-requests.ts'
import { OTHER_REQUESTS } from './corpus/other-requests.ts'
import { TOKEN_REQUESTS } from './corpus/token-requests.ts'

let ours: StandardServer
let oracle: OidcOracle
let targets: { readonly ours: Target; readonly oracle: Target }

beforeAll(async () => {
  ours = await startForStandardClients()
  const scope = await fetch(`${ours.url}/api/admin/oauth-scopes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ours.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'notes:read', description: 'read your notes' }),
  })
  expect(scope.status).toBeLessThan(300)
  const scopes = ['openid', 'offline_access', 'notes:read']
  const made = async (
    name: string,
    type: 'public' | 'confidential',
    grants: readonly string[],
  ): Promise<Client> => {
    const settings = { name, type, redirectUris: [REDIRECT_URI], grants, scopes, firstParty: true }
    const { clientId, clientSecret } = await ours.application(settings)
    return { id: clientId, secret: clientSecret }
  }
  const code = ['authorization_code', 'refresh_token']
  const all = [...code, 'client_credentials', 'urn:ietf:params:oauth:grant-type:device_code']
  const mine = {
    web: await made('Web', 'confidential', all),
    spa: await made('Single page', 'public', code),
    other: await made('Another', 'confidential', code),
  }
  const person = ours.browser()
  oracle = await startOidcOracle(
    [
      { ...mine.web, redirectUri: REDIRECT_URI, grants: all },
      { ...mine.spa, secret: null, redirectUri: REDIRECT_URI, grants: code },
      { ...mine.other, redirectUri: REDIRECT_URI, grants: code },
    ],
    RESOURCE,
  )
  const theirs = new FormBrowser({})
  const walk = async (browser: FormBrowser, url: URL): Promise<URL> =>
    new URL(await browser.walk(url.href, (where) => where.startsWith(REDIRECT_URI)))
  targets = {
    ours: { metadata: await discover(ours.url), ...mine, browse: (url) => walk(person, url) },
    oracle: { metadata: await discover(oracle.url), ...mine, browse: (url) => walk(theirs, url) },
  }
})

afterAll(async () => {
  await ours.close()
  await oracle.close()
})

const CASES = [...TOKEN_REQUESTS, ...AUTHORIZATION_REQUESTS, ...OTHER_REQUESTS]

/** Where we answer otherwise: what we say, what oidc-provider says, and why. */
const DIFFERENCES: Readonly<Record<string, readonly [ours: Outcome, theirs: Outcome, why: string]>> = {
  'token: a refresh token twice': [
    '200',
    '400 invalid_grant',
    'Within ten seconds it is taken for a lost answer and gets the same successor: nobody is signed out by a dropped packet.',
  ],
  'token: a grant that is not the client’s': [
    '400 unauthorized_client',
    '400 invalid_request',
    'RFC 6749 section 5.2 has a code of its own for it.',
  ],
  'device: by a client that may not': ['400 unauthorized_client', '400 invalid_request', 'The same.'],
  'token: a verifier that is none': [
    '400 invalid_grant',
    '400 invalid_request',
    'A verifier that cannot be the right one is a wrong one, and uses the code up.',
  ],
  'userinfo: nothing shown': [
    '401',
    '401 invalid_token',
    'RFC 6750 section 3.1: who has shown nothing is told how to ask, and no error.',
  ],
  'token: client credentials for a scope that nobody knows': [
    '400 invalid_scope',
    '200',
    'Whoever asks for something gets it, or is told: nothing is left out in silence.',
  ],
  'authorize: a scope that nobody knows': ['redirect invalid_scope', 'goes on', 'The same.'],
  'authorize: a response_mode that nobody knows': [
    'redirect invalid_request',
    'redirect unsupported_response_mode',
    'No standard knows that code.',
  ],
  'pushed: with a request_uri in it': [
    '400 invalid_request',
    '400 request_uri_not_supported',
    'RFC 9126 section 2.1 forbids the parameter, whatever is supported elsewhere.',
  ],
  'introspect: a refresh token of another client': [
    '200 active false',
    '200 active true',
    'What a client holds is nobody’s business but its own.',
  ],
  'revoke: a refresh token of another client': [
    '200',
    '400 invalid_request',
    'Who guesses tokens learns nothing: the answer is that to a token which is none.',
  ],
}

describe('a corpus of requests', () => {
  test.each(CASES)('%s', async (name, run) => {
    const known = DIFFERENCES[name]
    const outcomes = { ours: await run(targets.ours), theirs: await run(targets.oracle) }
    expect(outcomes).toEqual({ ours: known?.[0] ?? outcomes.theirs, theirs: known?.[1] ?? outcomes.ours })
  })

  test('every difference that is explained is one of the corpus', () => {
    const names = CASES.map(([name]) => name)
    expect(Object.keys(DIFFERENCES).filter((name) => !names.includes(name))).toEqual([])
  })
})
