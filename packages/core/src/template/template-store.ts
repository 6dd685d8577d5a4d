/** Templates as they are kept: a name, a text, and how the tokens of it are made. */

import type { ActContext } from '../event/event.ts'
import type { TemplateId } from '../id/id.ts'
import type { SigningAlgorithm } from '../signing/signing-key.ts'

/** What tokens of a template are signed with: a published key, or (`HS256`) a secret of the template's own. */
export type TemplateAlgorithm = SigningAlgorithm | 'HS256'

/** The template of this name gives the claims of session tokens; all else of it is as session policy says. */
export const SESSION_TEMPLATE = 'session'

/** What a name is made of: callers ask for a template by it. */
export const TEMPLATE_NAME: RegExp = /^[a-z0-9_-]{1,64}$/

/** How long a token of a template may live, in seconds: half a minute to ten years. */
export const TEMPLATE_LIFETIME_SECONDS = { least: 30, most: 315_360_000, default: 60 } as const

/** How far `iat` and `nbf` may be moved back for verifiers whose clock is behind, in seconds. */
export const TEMPLATE_SKEW_SECONDS = { least: 0, most: 300, default: 5 } as const

/** A template's row. */
export type StoredTemplate = {
  readonly id: TemplateId
  readonly name: string
  readonly text: string
  readonly lifetimeSeconds: number
  readonly clockSkewSeconds: number
  readonly algorithm: TemplateAlgorithm
  /** The secret of `HS256`, sealed; `null` for every other algorithm. */
  readonly sealedSecret: Uint8Array | null
  /** Tokens outlive the session that they come from: only administrators and application servers get them. */
  readonly detached: boolean
  /** Claims may come from what users write themselves. */
  readonly dangerouslyAllowUserControlledClaims: boolean
  /** Rises with every change: who changes a template names the version that they looked at. */
  readonly version: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** A template to keep. */
export type NewTemplate = Omit<StoredTemplate, 'version' | 'createdAtMs' | 'updatedAtMs'>

/** The port for templates. Every change appends an entry of kind `policy` to the log, so that all nodes read them again. */
export type TemplateStore = {
  /** By name. */
  readonly list: () => Promise<readonly StoredTemplate[]>
  readonly find: (id: TemplateId) => Promise<StoredTemplate | null>
  readonly findByName: (name: string) => Promise<StoredTemplate | null>
  readonly create: (template: NewTemplate, context: ActContext) => Promise<'created' | 'name-taken'>
  /**
   * Writes all but the name, if the template still is of the version that was read.
   *
   * @returns It as it is now; `null` when it is gone or of another version.
   */
  readonly update: (
    template: NewTemplate & Pick<StoredTemplate, 'version'>,
    context: ActContext,
  ) => Promise<StoredTemplate | null>
  readonly delete: (id: TemplateId, context: ActContext) => Promise<boolean>
}
