/**
 * The port for second factors. What proves something is used up by one conditional statement: of any number of
 * simultaneous uses of one code, one counts. Every write that changes something is told in its own transaction.
 */

import type { ActContext } from '../event/event.ts'
import type { FactorId, UserId } from '../id/id.ts'
import type { Factor, Passkey, TotpSeed } from './factor.ts'

/** A new set of recovery codes: keyed hashes. */
export type RecoverySet = { readonly id: FactorId; readonly hashes: readonly Uint8Array[] }

/** What became of a factor that was to count from now on. */
export type Activation =
  /** `keptRecovery`: the set that came with it is the user's, who had none before. */
  | { readonly outcome: 'activated'; readonly factor: Factor; readonly keptRecovery: boolean }
  /** There is no such factor to activate, or no such user. */
  | { readonly outcome: 'unmatched' }
  /** This passkey is registered already. */
  | { readonly outcome: 'taken' }
  | { readonly outcome: 'too-many' }

/** Second factors. */
export type FactorStore = {
  /** A user's factors, the oldest first, those being set up too. */
  readonly list: (userId: UserId) => Promise<readonly Factor[]>

  /** The seed of the user's authenticator app: the active one, or one being set up that is named. */
  readonly findTotp: (userId: UserId, enrolling: FactorId | null) => Promise<TotpSeed | null>

  /** Starts to set an authenticator app up; what was being set up before is dropped. @returns Whether the user lives. */
  readonly enrollTotp: (
    totp: TotpSeed & { readonly userId: UserId; readonly name: string | null },
    context: ActContext,
  ) => Promise<boolean>

  /** Activates it by its first code, whose step is used up by that; it takes the place of an older one. */
  readonly activateTotp: (
    totp: { readonly id: FactorId; readonly userId: UserId; readonly step: number },
    recovery: RecoverySet,
    context: ActContext,
  ) => Promise<Activation>

  /** Uses a step up, if no step as new was used before. */
  readonly useTotp: (
    totp: { readonly id: FactorId; readonly step: number },
    context: ActContext,
  ) => Promise<boolean>

  readonly findPasskey: (credentialId: string) => Promise<Passkey | null>
  readonly passkeys: (userId: UserId) => Promise<readonly Passkey[]>

  /** Keeps a passkey that has just signed its own registration. */
  readonly addPasskey: (
    passkey: Passkey & { readonly name: string | null },
    recovery: RecoverySet,
    context: ActContext,
  ) => Promise<Activation>

  /** Notes a use. @returns `false` when the count did not rise, as that of a copy does not, or the passkey is gone. */
  readonly usePasskey: (
    passkey: { readonly id: FactorId; readonly signCount: number },
    context: ActContext,
  ) => Promise<boolean>

  /** Uses a recovery code up. `hashes`: of the same code under every secret that is accepted. */
  readonly useRecoveryCode: (
    userId: UserId,
    hashes: readonly Uint8Array[],
    context: ActContext,
  ) => Promise<boolean>

  /** Puts a new set in the place of the old one. @returns The set; `null` for somebody without another factor. */
  readonly replaceRecoveryCodes: (
    userId: UserId,
    recovery: RecoverySet,
    context: ActContext,
  ) => Promise<Factor | null>

  /**
   * Removes a factor of this user; with the last one that sign-ins ask for go the recovery codes.
   *
   * @returns What it was; `null` when there is none.
   */
  readonly remove: (userId: UserId, id: FactorId, context: ActContext) => Promise<Factor | null>
}
