/** `POST /api/admin/upstreams`: trusts an issuer, with its keys pinned to one URL. */

import { newId, type NewUpstream } from '@coatcheck/core'
import { z } from 'zod'
import { given } from '../http/given.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { discoverJwksUrl } from '../upstream/discover-jwks-url.ts'
import {
  issuerSchema,
  KIND_DEFAULTS,
  kindSchema,
  missingMember,
  upstreamJson,
  upstreamMembers,
  upstreamSchema,
} from '../upstream/upstream-schema.ts'

/** Creates an upstream. */
export const createUpstream: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/upstreams',
    summary: 'Trust an issuer: its tokens can be exchanged for a session',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    body: z.strictObject({
      issuer: issuerSchema.describe('Exactly as `iss` of its tokens says'),
      kind: kindSchema.optional().describe('What kind of tokens it issues. Default oidc: id_tokens'),
      ...upstreamMembers,
    }),
    responses: { 201: { description: 'The new upstream', schema: upstreamSchema } },
    errors: ['issuer_taken'],
  },
  async ({ server, body, context }) => {
    const { issuer, kind = 'oidc', jwksUrl: givenUrl, ...members } = body
    if (URL.parse(issuer)?.origin === server.settings.url) {
      return problem('invalid_request', {
        field: 'body.issuer',
        detail: 'This server is no upstream of itself.',
      })
    }
    const rules = { ...KIND_DEFAULTS[kind], ...given(members) }
    const missing = missingMember({ kind, ...rules })
    if (missing !== null) {
      return problem('invalid_request', { field: `body.${missing.member}`, detail: missing.detail })
    }
    const found =
      givenUrl === undefined ? await discoverJwksUrl(issuer) : ({ ok: true, jwksUrl: givenUrl } as const)
    if (!found.ok) {
      return problem('invalid_request', { field: 'body.jwksUrl', detail: `Give jwksUrl: ${found.detail}.` })
    }
    const id = newId('app', server.clock.nowMs(), server.random)
    const upstream: NewUpstream = { id, kind, issuer, jwksUrl: found.jwksUrl, ...rules }
    const outcome = await server.store.upstreams.create(upstream, context)
    const created = outcome === 'created' ? await server.store.upstreams.findByIssuer(issuer) : null
    return created === null
      ? problem('issuer_taken', { field: 'body.issuer' })
      : json(201, upstreamJson(created))
  },
)
