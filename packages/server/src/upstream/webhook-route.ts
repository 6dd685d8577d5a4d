/** `POST /api/auth/upstreams/{id}/webhook`: Clerk or Supabase says that a session or person of its own has ended. */

import { Secret, type UpstreamEnd, type UpstreamKind } from '@coatcheck/core'
import { z } from 'zod'
import { isSignedBy } from '../hook/webhook.ts'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, noContent, type Route } from '../http/route.ts'
import { refuseBusyAddress, refuseNotice } from './notice-refused.ts'
import { endFromUpstream } from './upstream-sessions.ts'
import { webhookSecretOf } from './upstream-secrets.ts'

/** How old, or how far ahead, a message may be, in seconds. */
const TOLERANCE_SECONDS = 5 * 60

const id = z.object({ id: z.string().min(1).max(255) })
const messageSchema = z.object({
  type: z.string().max(100).describe("Clerk's type of event, or Supabase's `DELETE`"),
  timestamp: z.int().nonnegative().optional().describe('Clerk: when, in milliseconds'),
  data: z.record(z.string(), z.unknown()).optional().describe('Clerk: the session or user'),
  schema: z.string().optional().describe('Supabase'),
  table: z.string().optional().describe('Supabase'),
  old_record: z.record(z.string(), z.unknown()).nullish().describe('Supabase: the row that is gone'),
})
type Message = z.output<typeof messageSchema>

/** Takes a webhook (standardwebhooks.com; Svix, which Clerk sends by, names the same headers otherwise). */
export const upstreamWebhook: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/upstreams/{id}/webhook',
    summary: 'For Clerk and Supabase: what came from a session or person that ended there ends here',
    tag: 'sign-in',
    accepts: ['none'],
    params: z.strictObject({ id: idSchema('app') }),
    readsBytes: true,
    body: messageSchema,
    responses: { 204: { description: 'Ended, or nothing that concerns us; the same again changes nothing' } },
    errors: ['not_found', 'upstream_notice_invalid', 'rate_limited'],
  },
  async ({ server, request, params, body, context }) => {
    const upstream = await server.store.upstreams.find(params.id)
    const secret = upstream === null ? null : webhookSecretOf(server.secrets, upstream)
    if (upstream === null || !upstream.endsSessions || secret === null) return problem('not_found')
    const busy = await refuseBusyAddress(server, context)
    if (busy !== null) return busy
    const signed = readSignature(request.headers, await request.text())
    if (signed === null) return await refuseNotice(server, upstream, 'webhook-unsigned', context)
    const { message, signatures } = signed
    if (!isSignedBy(message, signatures, new Secret(secret)))
      return await refuseNotice(server, upstream, 'webhook-signature-invalid', context)
    const ageSeconds = (await server.store.nowMs()) / 1000 - message.timestampSeconds
    if (Math.abs(ageSeconds) > TOLERANCE_SECONDS)
      return await refuseNotice(server, upstream, 'webhook-too-old', context)
    const ended = endOf(upstream.kind, body)
    const atMs = body.timestamp ?? message.timestampSeconds * 1000
    if (ended !== null) await endFromUpstream(server, upstream, { ...ended, atMs }, context)
    return noContent()
  },
)

function readSignature(headers: Headers, body: string) {
  const header = (name: string): string | null =>
    headers.get(`webhook-${name}`) ?? headers.get(`svix-${name}`)
  const [messageId, timestamp, signatures] = [header('id'), header('timestamp'), header('signature')]
  if (messageId === null || signatures === null || timestamp === null) return null
  if (!/^\d{1,12}$/.test(timestamp)) return null
  return { message: { id: messageId, timestampSeconds: Number(timestamp), body }, signatures }
}

type Ended = Pick<UpstreamEnd, 'names' | 'value'>

/** What a message says has ended; `null` for nothing that concerns us. */
function endOf(kind: UpstreamKind, message: Message): Ended | null {
  switch (kind) {
    case 'clerk':
      return named(CLERK_ENDS[message.type], message.data)
    case 'supabase':
      return message.type === 'DELETE' && message.schema === 'auth'
        ? named(SUPABASE_ENDS[message.table ?? ''], message.old_record)
        : null
    case 'oidc':
    case 'github':
      return null
  }
}

const CLERK_ENDS: { readonly [type: string]: Ended['names'] | undefined } = {
  'session.ended': 'session',
  'session.removed': 'session',
  'session.revoked': 'session',
  'user.deleted': 'subject',
}

const SUPABASE_ENDS: { readonly [table: string]: Ended['names'] | undefined } = {
  sessions: 'session',
  users: 'subject',
}

function named(names: Ended['names'] | undefined, row: unknown): Ended | null {
  const parsed = id.safeParse(row)
  return names !== undefined && parsed.success ? { names, value: parsed.data.id } : null
}
