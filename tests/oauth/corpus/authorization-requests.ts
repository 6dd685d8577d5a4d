/** Authorization requests, pushed ones among them. */

import {
  type Case,
  authorize,
  basic,
  post,
  request,
  REDIRECT_URI,
  RESOURCE,
} from '../../support/oauth-target.ts'

/** The corpus, by name. */
export const AUTHORIZATION_REQUESTS: readonly Case[] = [
  ['authorize: nobody is signed in', (t) => authorize(t, request(t.web))],
  ['authorize: a client that nobody knows', (t) => authorize(t, request({ id: 'nobody', secret: '' }))],
  [
    'authorize: another redirect_uri',
    (t) => authorize(t, request(t.web, { redirect_uri: `${REDIRECT_URI}/more` })),
  ],
  [
    'authorize: no challenge from a public client',
    (t) => {
      const { code_challenge: _c, code_challenge_method: _m, ...without } = request(t.spa)
      return authorize(t, without)
    },
  ],
  ['authorize: a plain challenge', (t) => authorize(t, request(t.spa, { code_challenge_method: 'plain' }))],
  [
    'authorize: a challenge without its method',
    (t) => {
      const { code_challenge_method: _, ...without } = request(t.spa)
      return authorize(t, without)
    },
  ],
  ['authorize: response_type=token', (t) => authorize(t, request(t.web, { response_type: 'token' }))],
  [
    'authorize: response_type=code id_token',
    (t) => authorize(t, request(t.web, { response_type: 'code id_token', nonce: 'n' })),
  ],
  [
    'authorize: no response_type',
    (t) => {
      const { response_type: _, ...without } = request(t.web)
      return authorize(t, without)
    },
  ],
  [
    'authorize: a response_mode that nobody knows',
    (t) => authorize(t, request(t.web, { response_mode: 'smoke' })),
  ],
  [
    'authorize: a scope that nobody knows',
    (t) => authorize(t, request(t.web, { scope: 'openid everything' })),
  ],
  [
    'authorize: a parameter twice',
    (t) => authorize(t, [...Object.entries(request(t.web)), ['scope', 'openid']]),
  ],
  [
    'authorize: prompt=none, nobody is signed in',
    (t) => authorize(t, request(t.web, { prompt: 'none', scope: 'openid' })),
  ],
  ['authorize: prompt=none login', (t) => authorize(t, request(t.web, { prompt: 'none login' }))],
  ['authorize: a request object', (t) => authorize(t, request(t.web, { request: 'e30.e30.' }))],
  [
    'authorize: a request_uri out there',
    (t) => authorize(t, request(t.web, { request_uri: 'https://evil.example.com/request' })),
  ],
  [
    'authorize: a resource with a fragment',
    (t) => authorize(t, request(t.web, { resource: `${RESOURCE}#part` })),
  ],
  [
    'pushed: a request',
    (t) => post(t, 'pushed_authorization_request_endpoint', request(t.web), basic(t.web)),
  ],
  [
    'pushed: without the client’s proof',
    (t) => post(t, 'pushed_authorization_request_endpoint', request(t.web)),
  ],
  [
    'pushed: with a request_uri in it',
    (t) =>
      post(
        t,
        'pushed_authorization_request_endpoint',
        request(t.web, { request_uri: 'urn:x' }),
        basic(t.web),
      ),
  ],
  [
    'pushed: with another redirect_uri',
    (t) =>
      post(
        t,
        'pushed_authorization_request_endpoint',
        request(t.web, { redirect_uri: 'https://evil.example.com/' }),
        basic(t.web),
      ),
  ],
]
