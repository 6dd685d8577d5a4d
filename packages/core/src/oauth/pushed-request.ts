/** Pushed authorization requests (RFC 9126): what a client asks for, told to the server before the browser is sent there. */

import type { AppId } from '../id/id.ts'

/** How long a request waits for its browser, in milliseconds. */
export const PUSHED_LIFETIME_MS = 60_000

/** How long the person has from then on to sign in and decide, in milliseconds: half an hour. */
export const PUSHED_OPEN_MS: number = 30 * 60 * 1000

/** The port for pushed requests. What names one is a secret, of which the store holds the SHA-256. */
export type PushedRequestStore = {
  /** Keeps one for `PUSHED_LIFETIME_MS`. `parameters` as a form spells them. */
  readonly create: (request: {
    readonly hash: Uint8Array
    readonly clientId: AppId
    readonly parameters: string
  }) => Promise<void>
  /**
   * The parameters of a client's request. The first reading starts its `PUSHED_OPEN_MS`; none prolongs it.
   *
   * @returns `null` when it is unknown, used, expired, or of another client, for whom nothing is started.
   */
  readonly open: (hash: Uint8Array, clientId: AppId) => Promise<string | null>
  /** Takes a request away: of any number at the same time one gets it. @returns Whether this one did. */
  readonly use: (hash: Uint8Array, clientId: AppId) => Promise<boolean>
  /** Forgets what is over. @returns How many; `batch` when more may wait. */
  readonly sweep: (batch: number) => Promise<number>
}
