/** An upstream in answers: everything but its secrets, with the addresses to register there. */

import type { Upstream } from '@coatcheck/core'
import { z } from 'zod'
import type { Server } from '../server.ts'
import { timeJson } from '../session/wire.ts'
import { callbackUrl } from './start-sign-in.ts'
import { kindSchema } from './upstream-schema.ts'

/** An upstream in an answer. */
export const upstreamSchema: z.ZodObject = z
  .object({
    id: z.string(),
    kind: kindSchema,
    issuer: z.string(),
    name: z.string(),
    jwksUrl: z.string().nullable(),
    algorithms: z.array(z.enum(['RS256', 'ES256', 'EdDSA'])),
    audiences: z.array(z.string()),
    authorizedParties: z.array(z.string()),
    maxTokenAgeSeconds: z.int(),
    allowActor: z.boolean(),
    signIn: z.boolean(),
    signUp: z.boolean(),
    clientId: z.string().nullable(),
    hasClientSecret: z.boolean(),
    clientAuthentication: z.enum(['client_secret_basic', 'client_secret_post', 'none']).nullable(),
    scopes: z.array(z.string()),
    authorizationUrl: z.string().nullable(),
    tokenUrl: z.string().nullable(),
    userInfoUrl: z.string().nullable(),
    endsSessions: z.boolean(),
    hasWebhookSecret: z.boolean(),
    redirectUri: z.string().describe('To register there: where it sends people back to'),
    backchannelLogoutUrl: z.string().describe('To register there: where it says that a session has ended'),
    webhookUrl: z.string().describe('To register there: where its webhooks go'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Upstream' })

/** An upstream for an answer. */
export function upstreamJson(server: Pick<Server, 'settings'>, upstream: Upstream): Record<string, unknown> {
  const { createdAtMs, client, sealedClientSecret, sealedWebhookSecret, ...shown } = upstream
  const own = `${server.settings.url}/api/auth/upstreams/${upstream.id}`
  return {
    ...shown,
    clientId: client?.clientId ?? null,
    hasClientSecret: sealedClientSecret !== null,
    clientAuthentication: client?.authentication ?? null,
    scopes: client?.scopes ?? [],
    authorizationUrl: client?.authorizationUrl ?? null,
    tokenUrl: client?.tokenUrl ?? null,
    userInfoUrl: client?.userInfoUrl ?? null,
    hasWebhookSecret: sealedWebhookSecret !== null,
    redirectUri: callbackUrl(server, upstream),
    backchannelLogoutUrl: `${own}/backchannel-logout`,
    webhookUrl: `${own}/webhook`,
    createdAt: timeJson(createdAtMs),
  }
}
