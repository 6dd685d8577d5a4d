/** Requests to the token endpoint. */

import {
  type Case,
  basic,
  codeFor,
  form,
  outcomeOf,
  redemption,
  token,
  tokensFor,
  REDIRECT_URI,
  VERIFIER,
} from '../../support/oauth-target.ts'

/** The corpus, by name. */
export const TOKEN_REQUESTS: readonly Case[] = [
  ['token: a good code', async (t) => token(t, redemption(await codeFor(t, t.web)), basic(t.web))],
  [
    'token: a good code of a public client',
    async (t) => token(t, redemption(await codeFor(t, t.spa), { client_id: t.spa.id })),
  ],
  ['token: no grant_type', (t) => token(t, {}, basic(t.web))],
  ['token: a grant that nobody knows', (t) => token(t, { grant_type: 'magic' }, basic(t.web))],
  [
    'token: the password grant',
    (t) => token(t, { grant_type: 'password', username: 'a', password: 'b' }, basic(t.web)),
  ],
  [
    'token: a grant that is not the client’s',
    (t) => token(t, { grant_type: 'client_credentials' }, basic(t.other)),
  ],
  [
    'token: a client that nobody knows',
    (t) => token(t, redemption('x'), basic({ id: 'nobody', secret: 'x' })),
  ],
  ['token: no client', (t) => token(t, redemption('x'))],
  ['token: a wrong secret', (t) => token(t, redemption('x'), basic({ ...t.web, secret: 'wrong' }))],
  [
    'token: a wrong secret in the body',
    (t) => token(t, redemption('x', { client_id: t.web.id, client_secret: 'wrong' })),
  ],
  [
    'token: a confidential client without its secret',
    (t) => token(t, redemption('x', { client_id: t.web.id })),
  ],
  [
    'token: two proofs of the client',
    (t) => token(t, redemption('x', { client_id: t.web.id, client_secret: t.web.secret }), basic(t.web)),
  ],
  [
    'token: a parameter twice',
    (t) =>
      token(
        t,
        [
          ['grant_type', 'authorization_code'],
          ['grant_type', 'authorization_code'],
          ['code', 'x'],
        ],
        basic(t.web),
      ),
  ],
  [
    'token: JSON',
    async ({ metadata, web }) =>
      outcomeOf(
        await fetch(metadata['token_endpoint'] ?? '', {
          method: 'POST',
          body: JSON.stringify(redemption('x')),
          headers: { 'content-type': 'application/json', ...basic(web) },
        }),
      ),
  ],
  [
    'token: GET',
    async ({ metadata }) => String((await fetch(`${metadata['token_endpoint']}?grant_type=x`)).ok),
  ],
  [
    'token: no code',
    (t) =>
      token(
        t,
        { grant_type: 'authorization_code', redirect_uri: REDIRECT_URI, code_verifier: VERIFIER },
        basic(t.web),
      ),
  ],
  ['token: a code that is none', (t) => token(t, redemption('nonsense'), basic(t.web))],
  [
    'token: a code twice',
    async (t) => {
      const code = await codeFor(t, t.web)
      await token(t, redemption(code), basic(t.web))
      return await token(t, redemption(code), basic(t.web))
    },
  ],
  [
    'token: what a code gave, once it was shown twice',
    async (t) => {
      const code = await codeFor(t, t.web)
      const response = await fetch(t.metadata['token_endpoint'] ?? '', {
        method: 'POST',
        body: form(redemption(code)),
        headers: basic(t.web),
      })
      const { refresh_token: refreshToken = '' } = (await response.json()) as Readonly<Record<string, string>>
      await token(t, redemption(code), basic(t.web))
      return await token(t, { grant_type: 'refresh_token', refresh_token: refreshToken }, basic(t.web))
    },
  ],
  [
    'token: a code of another client',
    async (t) => token(t, redemption(await codeFor(t, t.web)), basic(t.other)),
  ],
  [
    'token: a wrong verifier',
    async (t) =>
      token(t, redemption(await codeFor(t, t.web), { code_verifier: 'w'.repeat(43) }), basic(t.web)),
  ],
  [
    'token: a verifier that is none',
    async (t) => token(t, redemption(await codeFor(t, t.web), { code_verifier: 'short' }), basic(t.web)),
  ],
  [
    'token: no verifier',
    async (t) => {
      const { code_verifier: _, ...without } = redemption(await codeFor(t, t.web))
      return await token(t, without, basic(t.web))
    },
  ],
  [
    'token: another redirect_uri',
    async (t) =>
      token(t, redemption(await codeFor(t, t.web), { redirect_uri: `${REDIRECT_URI}/` }), basic(t.web)),
  ],
  [
    'token: no redirect_uri',
    async (t) => {
      const { redirect_uri: _, ...without } = redemption(await codeFor(t, t.web))
      return await token(t, without, basic(t.web))
    },
  ],
  [
    'token: a refresh',
    async (t) =>
      token(
        t,
        { grant_type: 'refresh_token', refresh_token: (await tokensFor(t, t.web))['refresh_token'] ?? '' },
        basic(t.web),
      ),
  ],
  [
    'token: a refresh token that is none',
    (t) => token(t, { grant_type: 'refresh_token', refresh_token: 'nonsense' }, basic(t.web)),
  ],
  ['token: no refresh token', (t) => token(t, { grant_type: 'refresh_token' }, basic(t.web))],
  [
    'token: a refresh token of another client',
    async (t) =>
      token(
        t,
        { grant_type: 'refresh_token', refresh_token: (await tokensFor(t, t.web))['refresh_token'] ?? '' },
        basic(t.other),
      ),
  ],
  [
    'token: a refresh for more than was granted',
    async (t) =>
      token(
        t,
        {
          grant_type: 'refresh_token',
          refresh_token: (await tokensFor(t, t.web))['refresh_token'] ?? '',
          scope: 'openid notes:read',
        },
        basic(t.web),
      ),
  ],
  [
    'token: a refresh for less than was granted',
    async (t) =>
      token(
        t,
        {
          grant_type: 'refresh_token',
          refresh_token: (await tokensFor(t, t.web))['refresh_token'] ?? '',
          scope: 'openid',
        },
        basic(t.web),
      ),
  ],
  [
    'token: a refresh token twice',
    async (t) => {
      const parameters = {
        grant_type: 'refresh_token',
        refresh_token: (await tokensFor(t, t.web))['refresh_token'] ?? '',
      }
      await token(t, parameters, basic(t.web))
      return await token(t, parameters, basic(t.web))
    },
  ],
  ['token: client credentials', (t) => token(t, { grant_type: 'client_credentials' }, basic(t.web))],
  [
    'token: client credentials for a scope that nobody knows',
    (t) => token(t, { grant_type: 'client_credentials', scope: 'everything' }, basic(t.web)),
  ],
  [
    'token: a device code that is none',
    (t) =>
      token(
        t,
        { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'nonsense' },
        basic(t.web),
      ),
  ],
  [
    'token: a DPoP proof that is none',
    async (t) => token(t, redemption(await codeFor(t, t.web)), { ...basic(t.web), dpop: 'nonsense' }),
  ],
]
