/** Opens a session under a token that works once, and renews it when the answer to the first request was lost. */

import {
  encodeBase64url,
  encodeUtf8,
  issueOpaque,
  type OpenedSession,
  type SessionId,
  type Transport,
} from '@coatcheck/core'
import type { Server } from '../server.ts'
import { giveWay } from '../session/give-way.ts'
import { attemptOpen, type ReadyToOpen, type SignIn } from '../sign-in/open.ts'
import type { UpstreamPerson } from './verify-upstream-token.ts'

/** How often one exchange can be repeated for the sake of lost answers. */
const MAX_REPEATS = 8

/** A used token is remembered a little longer than it lives, in milliseconds. */
const REMEMBER_MARGIN_MS = 60_000

type Opened = Extract<OpenedSession, { outcome: 'opened' }>

/**
 * Opens the session under the token's own key. When that was used before by a request with this Idempotency-Key,
 * its answer was lost: the credential in it dies and another one is given. A session that was ended by anybody is
 * never brought back.
 */
export async function openOnce(
  server: Server,
  request: Request,
  signIn: SignIn,
  person: UpstreamPerson,
  ready: ReadyToOpen,
): Promise<OpenedSession | Response> {
  const { keyHash, transport } = ready.proof
  const hash = encodeBase64url(server.crypto.sha256(encodeUtf8(person.opensOnce)))
  const untilMs = person.expiresAtMs + REMEMBER_MARGIN_MS
  const { factors, actor } = person
  // Whoever acts as the person starts now, however long ago the person signed in.
  const absoluteFromMs = actor === null ? person.signedInAtMs : null

  let key = `upstream:${person.upstream.issuer}:${hash}`
  for (let repeats = 0; ; repeats++) {
    const once = { key, keyHash, untilMs }
    const opened = await attemptOpen(
      server,
      request,
      { ...signIn, facts: { ...signIn.facts, factors, absoluteFromMs, actor, once } },
      ready,
    )
    if (opened.outcome !== 'used') return opened
    const isRepeat =
      keyHash !== null && opened.keyHash !== null && server.crypto.equal(opened.keyHash, keyHash)
    if (!isRepeat || opened.sessionId === null || repeats === MAX_REPEATS) return opened
    const renewed = await renew(server, signIn, transport, opened.sessionId)
    if (renewed === 'not-renewable') return opened
    if (renewed !== 'replaced') return renewed
    key = `upstream-again:${opened.sessionId}`
  }
}

/**
 * Kills the credential of the lost answer. An opaque session gets a new one in place. A cookie or a refresh chain
 * cannot be reissued without knowing what its holder has by now, so such a session gives way to a new one.
 */
async function renew(
  server: Server,
  { context }: SignIn,
  transport: Transport,
  id: SessionId,
): Promise<Opened | 'replaced' | 'not-renewable'> {
  const { sessions } = server.store
  const reading = await sessions.find(id)
  if (reading === null || reading.session.transport !== transport) return 'not-renewable'
  if (transport === 'opaque') {
    const { text, hash } = issueOpaque('opaqueSession', id, server)
    const renewed = await sessions.replaceOpaqueSecret(id, hash)
    if (renewed === null) return 'not-renewable'
    return { outcome: 'opened', reading: renewed, credential: { transport, sessionToken: text } }
  }
  return (await giveWay(server, id, context)) ? 'replaced' : 'not-renewable'
}
