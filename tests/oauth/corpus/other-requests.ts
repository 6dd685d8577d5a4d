/** Requests to the endpoints that tell of tokens, end them, and begin without a browser. */

import { type Case, basic, post, tokensFor, userinfo } from '../../support/oauth-target.ts'

/** The corpus, by name. */
export const OTHER_REQUESTS: readonly Case[] = [
  ['introspect: nobody asks', (t) => post(t, 'introspection_endpoint', { token: 'x' })],
  [
    'introspect: a token that is none',
    (t) => post(t, 'introspection_endpoint', { token: 'nonsense' }, basic(t.web)),
  ],
  ['introspect: no token', (t) => post(t, 'introspection_endpoint', {}, basic(t.web))],
  [
    'introspect: an own refresh token',
    async (t) =>
      post(
        t,
        'introspection_endpoint',
        { token: (await tokensFor(t, t.web))['refresh_token'] ?? '' },
        basic(t.web),
      ),
  ],
  [
    'introspect: a refresh token of another client',
    async (t) =>
      post(
        t,
        'introspection_endpoint',
        { token: (await tokensFor(t, t.web))['refresh_token'] ?? '' },
        basic(t.other),
      ),
  ],
  ['revoke: nobody asks', (t) => post(t, 'revocation_endpoint', { token: 'x' })],
  [
    'revoke: a token that is none',
    (t) => post(t, 'revocation_endpoint', { token: 'nonsense' }, basic(t.web)),
  ],
  ['revoke: no token', (t) => post(t, 'revocation_endpoint', {}, basic(t.web))],
  [
    'revoke: an own refresh token',
    async (t) =>
      post(
        t,
        'revocation_endpoint',
        { token: (await tokensFor(t, t.web))['refresh_token'] ?? '' },
        basic(t.web),
      ),
  ],
  [
    'revoke: a refresh token of another client',
    async (t) =>
      post(
        t,
        'revocation_endpoint',
        { token: (await tokensFor(t, t.web))['refresh_token'] ?? '' },
        basic(t.other),
      ),
  ],
  [
    'userinfo: an access token',
    async (t) => userinfo(t, { authorization: `Bearer ${(await tokensFor(t, t.web))['access_token']}` }),
  ],
  ['userinfo: nothing shown', (t) => userinfo(t, {})],
  ['userinfo: a token that is none', (t) => userinfo(t, { authorization: 'Bearer nonsense' })],
  [
    'userinfo: a token in the query',
    async (t) => userinfo(t, {}, `?access_token=${(await tokensFor(t, t.web))['access_token']}`),
  ],
  ['device: a request', (t) => post(t, 'device_authorization_endpoint', { scope: 'openid' }, basic(t.web))],
  [
    'device: by a client that may not',
    (t) => post(t, 'device_authorization_endpoint', { scope: 'openid' }, basic(t.other)),
  ],
]
