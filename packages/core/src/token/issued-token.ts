/** Detached tokens: they outlive sessions, so each is kept by its `jti` for as long as it lives, and can be revoked. */

import type { ActContext, EventDraft } from '../event/event.ts'
import type { UserId } from '../id/id.ts'

/** A detached token that was issued. The token itself is not kept. */
export type IssuedToken = {
  readonly jti: string
  readonly userId: UserId
  /** The name of the template that made it. */
  readonly template: string
  readonly issuedAtMs: number
  /** When it expires. */
  readonly untilMs: number
  readonly revokedAtMs: number | null
}

/** A token to record. */
export type NewIssuedToken = Pick<IssuedToken, 'jti' | 'userId' | 'template' | 'untilMs'> & {
  /** The user's epoch when the claims were read: a greater one by now refuses the token. */
  readonly epoch: number
}

/** The most tokens that are listed. */
export const MAX_LISTED_TOKENS = 500

/**
 * The port for detached tokens. A revocation appends an entry of kind `jti` to the log; whatever moves a user's epoch
 * revokes the user's tokens in its transaction.
 */
export type IssuedTokenStore = {
  /** Records a token before it is signed, if its user is enabled and still of the epoch. @returns Whether it was. */
  readonly record: (token: NewIssuedToken, context: ActContext) => Promise<boolean>
  /** A user's unexpired tokens, newest first, `MAX_LISTED_TOKENS` at most. */
  readonly list: (userId: UserId) => Promise<readonly IssuedToken[]>
  /** @returns Whether it was there, unexpired and not yet revoked. */
  readonly revoke: (jti: string, context: ActContext) => Promise<boolean>
  /** Revokes a token that is not recorded: tells of it until it has expired. */
  readonly revokeUnrecorded: (token: Pick<IssuedToken, 'jti' | 'untilMs'>, event: EventDraft) => Promise<void>
  /** Forgets tokens that have expired. @returns How many; `batch` when more may wait. */
  readonly sweep: (batch: number) => Promise<number>
}
