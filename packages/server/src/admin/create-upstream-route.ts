/** `POST /api/admin/upstreams`: trusts an issuer, with its keys and endpoints pinned. */

import { newId } from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { GITHUB_ISSUER } from '../upstream/github.ts'
import { upstreamJson, upstreamSchema } from '../upstream/upstream-json.ts'
import { issuerSchema, kindSchema, upstreamMembers } from '../upstream/upstream-schema.ts'
import { writeUpstream } from '../upstream/write-upstream.ts'

/** Creates an upstream. */
export const createUpstream: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/upstreams',
    summary: 'Trust an issuer: its tokens can be exchanged for a session, or people sign in with it',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    body: z.strictObject({
      issuer: issuerSchema
        .optional()
        .describe('Exactly as `iss` of its tokens says; of a GitHub Enterprise Server, its address'),
      kind: kindSchema.optional().describe('What kind of tokens it issues. Default oidc: id_tokens'),
      ...upstreamMembers,
    }),
    responses: { 201: { description: 'The new upstream', schema: upstreamSchema } },
    errors: ['issuer_taken'],
  },
  async ({ server, body, context }) => {
    const { issuer: givenIssuer, kind = 'oidc', ...said } = body
    const issuer = givenIssuer ?? (kind === 'github' ? GITHUB_ISSUER : undefined)
    if (issuer === undefined)
      return problem('invalid_request', { field: 'body.issuer', detail: 'An upstream needs its issuer.' })
    if (URL.parse(issuer)?.origin === server.settings.url) {
      return problem('invalid_request', {
        field: 'body.issuer',
        detail: 'This server is no upstream of itself.',
      })
    }
    const id = newId('app', server.clock.nowMs(), server.random)
    const upstream = await writeUpstream(server, { id, kind, issuer }, null, said)
    if (upstream instanceof Response) return upstream
    const outcome = await server.store.upstreams.create(upstream, context)
    const created = outcome === 'created' ? await server.store.upstreams.find(id) : null
    return created === null
      ? problem('issuer_taken', { field: 'body.issuer' })
      : json(201, upstreamJson(server, created))
  },
)
