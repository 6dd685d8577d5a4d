/** An upstream from what an administrator says of it: new, or changed. */

import type { AppId, NewUpstream, Upstream, UpstreamKind } from '@coatcheck/core'
import type { z } from 'zod'
import { given } from '../http/given.ts'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { adaptUpstream, pinUpstream } from './upstream-client.ts'
import { KIND_DEFAULTS, missingMember, type upstreamMembers } from './upstream-schema.ts'
import { sealUpstreamSecret } from './upstream-secrets.ts'

/** What an administrator says. */
export type SaidOfUpstream = {
  readonly [M in keyof typeof upstreamMembers]?: z.output<(typeof upstreamMembers)[M]>
}

/** What an upstream is, whatever else changes. */
type Identity = { readonly id: AppId; readonly kind: UpstreamKind; readonly issuer: string }

/**
 * The upstream that is meant, or the answer that says what is wrong or missing.
 *
 * @param refreshed Ask the upstream anew what it says of itself.
 */
export async function writeUpstream(
  server: Server,
  identity: Identity,
  current: Upstream | null,
  said: SaidOfUpstream,
  refreshed = false,
): Promise<NewUpstream | Response> {
  const { clientId, clientSecret, clientAuthentication, scopes, webhookSecret, jwksUrl, ...members } = said
  const seal = (column: Parameters<typeof sealUpstreamSecret>[2], secret: string | null | undefined) =>
    secret === undefined ? undefined : sealUpstreamSecret(server.secrets, identity.id, column, secret)
  const { id, kind, issuer } = identity
  const before = current ?? newUpstream({ id, kind, issuer }, clientId ?? null)
  const changed = {
    ...before,
    ...given({
      ...members,
      sealedClientSecret: seal('sealed_client_secret', clientSecret),
      sealedWebhookSecret: seal('sealed_webhook_secret', webhookSecret?.replace(/^v1,/, '') ?? webhookSecret),
    }),
  }
  const wantedId = clientId === undefined ? (before.client?.clientId ?? null) : clientId
  const settings =
    wantedId === null
      ? null
      : {
          clientId: wantedId,
          hasSecret: changed.sealedClientSecret !== null,
          authentication: clientAuthentication,
          scopes: scopes ?? before.client?.scopes,
        }
  const known = { ...before, jwksUrl: jwksUrl ?? before.jwksUrl }
  const pinned =
    (refreshed ? null : adaptUpstream(known, settings)) ??
    (await pinUpstream(changed, refreshed ? null : known.jwksUrl, settings))
  return pinned.ok
    ? finish({ ...changed, ...pinned.pinned }, said.signIn === false)
    : problem('invalid_request', { field: `body.${pinned.member}`, detail: pinned.detail })
}

/** @param isToRegister Nobody comes in by it yet: its addresses are needed first, to register this server there. */
function finish(upstream: NewUpstream, isToRegister: boolean): NewUpstream | Response {
  const { audiences, authorizedParties } = upstream
  if (isToRegister && audiences.length === 0 && authorizedParties.length === 0) return upstream
  const missing = upstream.kind === 'github' ? null : missingMember(upstream)
  if (missing !== null)
    return problem('invalid_request', { field: `body.${missing.member}`, detail: missing.detail })
  if (upstream.client === null && (upstream.signIn || upstream.kind === 'github')) {
    const detail = 'People sign in with a client id of this server, which is registered there.'
    return problem('invalid_request', { field: 'body.clientId', detail })
  }
  return upstream
}

function newUpstream({ id, kind, issuer }: Identity, clientId: string | null): NewUpstream {
  return {
    id,
    kind,
    issuer,
    name: kind === 'github' ? 'GitHub' : (URL.parse(issuer)?.host ?? issuer),
    jwksUrl: null,
    ...KIND_DEFAULTS[kind],
    signIn: clientId !== null,
    signUp: true,
    client: null,
    sealedClientSecret: null,
    endsSessions: true,
    sealedWebhookSecret: null,
  }
}
