/** What a client reports of itself, in a form that can be sent from frame to frame: every step, and no secret. */

import type { ClientEvent, ClientState, CoatcheckClient, TraceEntry } from '@coatcheck/sdk/browser'
import type { LostAnswer } from '../world/world.ts'

/** Something that happened. Times are of `momentMs`. */
export type Report = { readonly atMs: number } & (
  | { readonly kind: 'trace'; readonly entry: TraceEntry }
  | { readonly kind: 'lost'; readonly lost: LostAnswer }
  | { readonly kind: 'token'; readonly token: ReportedToken }
  | { readonly kind: 'signed-in'; readonly name: string }
  | { readonly kind: 'signed-out'; readonly reason: string }
  | {
      readonly kind: 'status'
      readonly status: ClientState['status']
      /** Of the error that is why, where one is. */
      readonly code: string | null
      readonly isSignedIn: boolean
    }
)

/** A token as the timeline shows it. */
export type ReportedToken = {
  readonly id: string
  readonly sessionId: string
  /** What the token says of the role; `null` for nothing. */
  readonly role: string | null
  /** Of its life when the client got it. */
  readonly remainingMs: number
}

/** Milliseconds on an axis that all frames of a page share, and that no clock can be set on. */
export function momentMs(atMs: number = performance.now()): number {
  return performance.timeOrigin + atMs
}

/** Reports a step that a client traced. */
export function traceReport(entry: TraceEntry): Report {
  return { kind: 'trace', atMs: momentMs(entry.atMs), entry }
}

/** Reports what changes of a client, until it is called off. */
export function reportChanges(client: CoatcheckClient, report: (report: Report) => void): () => void {
  let known: Pick<ClientState, 'status'> & { readonly tokenId: string | null } = {
    status: 'loading',
    tokenId: null,
  }
  return client.onChange((event) => {
    const { state } = event
    const atMs = momentMs()
    const token = tokenOf(client, state)
    if (token !== null && token.id !== known.tokenId) report({ kind: 'token', atMs, token })
    const told = changeOf(event)
    if (told !== null) report({ ...told, atMs })
    if (state.status !== known.status && event.type === 'status')
      report({
        kind: 'status',
        atMs,
        status: state.status,
        code: state.error?.code ?? null,
        isSignedIn: state.session !== null,
      })
    known = { status: state.status, tokenId: token?.id ?? null }
  })
}

function changeOf(
  event: ClientEvent,
): { kind: 'signed-in'; name: string } | { kind: 'signed-out'; reason: string } | null {
  switch (event.type) {
    case 'signed-in':
      return { kind: 'signed-in', name: event.state.session?.user.email ?? '' }
    case 'signed-out':
      return { kind: 'signed-out', reason: event.reason }
    case 'token':
    case 'session-changed':
    case 'status':
      return null
  }
}

function tokenOf(client: CoatcheckClient, { token }: ClientState): ReportedToken | null {
  if (token === null) return null
  const { claims, expiresAt } = token
  const { role } = claims
  return {
    id: claims.jti,
    sessionId: claims.sid,
    role: typeof role === 'string' ? role : null,
    remainingMs: expiresAt.getTime() - client.nowMs(),
  }
}
