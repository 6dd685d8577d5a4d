/** `POST /oauth/device_authorization` (RFC 8628 section 3.1): an application without a browser asks for its codes. */

import {
  addressBuckets,
  DEVICE_GRANT_LIFETIME_MS,
  DEVICE_POLL_MS,
  issueOpaque,
  newId,
  newUserCode,
  type RateLimit,
  showUserCode,
  takeEach,
  type UserCode,
} from '@coatcheck/core'
import { z } from 'zod'
import { PAGE_PATHS } from '../pages/paths.ts'
import type { Server } from '../server.ts'
import { readAsked } from './asked-scopes.ts'
import type { OAuthClientRequest, OAuthEndpoint } from './oauth-endpoint.ts'
import { oauthError, oauthJson } from './oauth-error.ts'

/** The grant type of devices. */
export const DEVICE_GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code' as const

/** Requests of one address: 30 at once, then one each 2 seconds. Each takes one of the user codes that there are. */
const PER_ADDRESS: RateLimit = { everyMs: 2_000, burst: 30 }

/** Asks for codes. */
export const deviceAuthorization: OAuthEndpoint = {
  definition: {
    method: 'post',
    path: '/oauth/device_authorization',
    summary: 'Ask for the codes by which a person lets a device in',
    caller: 'client',
    parameters: z.object({
      scope: z.string().optional().describe('Separated by spaces. Default: all that the client may have'),
      resource: z.string().optional().describe('What the tokens are for (RFC 8707). May be repeated'),
    }),
    responses: {
      200: {
        description: 'The codes',
        schema: z.object({
          device_code: z.string().describe('For the token endpoint. Nobody else is to see it'),
          user_code: z.string().describe('For the person: they type it at verification_uri'),
          verification_uri: z.string(),
          verification_uri_complete: z
            .string()
            .describe('With the code in it: for a picture that is scanned'),
          expires_in: z.number().int().describe('Seconds'),
          interval: z.number().int().describe('Seconds between two requests to the token endpoint'),
        }),
      },
    },
    errors: [
      'invalid_request',
      'invalid_client',
      'unauthorized_client',
      'invalid_scope',
      'invalid_target',
      'too_many_requests',
      'temporarily_unavailable',
      'server_error',
    ],
  },
  handle: async ({ server, parameters, context, client }: OAuthClientRequest) => {
    if (!client.grants.includes(DEVICE_GRANT_TYPE)) return oauthError('unauthorized_client')
    const asked = await readAsked(server, client, parameters)
    if (!asked.ok) return oauthError(asked.error, asked)
    const { scopes, resources } = asked
    const { store } = server
    const buckets = addressBuckets('device-authorization', context.device.address, PER_ADDRESS)
    const taken = await takeEach(store.rateLimits, buckets)
    if (taken.outcome === 'limited')
      return oauthError('too_many_requests', { retryAfterMs: taken.retryAfterMs })
    for (;;) {
      const id = newId('tkt', server.clock.nowMs(), server.random)
      const { text, hash } = issueOpaque('ticket', id, server)
      const userCode = newUserCode(server.random)
      const userCodeHash = server.secrets.keyedHash(USER_CODES, userCode)
      const { device } = context
      const request = { id, hash, userCodeHash, clientId: client.id, scopes, resources, device }
      if ((await store.deviceGrants.create(request)) === 'taken') continue
      const page = server.settings.url + PAGE_PATHS.device
      return oauthJson(200, {
        device_code: text.reveal(),
        user_code: showUserCode(userCode),
        verification_uri: page,
        verification_uri_complete: `${page}?user_code=${showUserCode(userCode)}`,
        expires_in: DEVICE_GRANT_LIFETIME_MS / 1000,
        interval: DEVICE_POLL_MS / 1000,
      })
    }
  },
}

/** The hashes that a user code may be kept under: of every version of the instance secret. */
export function userCodeHashes({ secrets }: Pick<Server, 'secrets'>, code: UserCode): readonly Uint8Array[] {
  return secrets.keyedHashes(USER_CODES, code)
}

/** What the keyed hash is for. */
const USER_CODES = 'user-code'
