/** The verifier on the cryptography of the platform that it runs on. */

import { keyImporter } from '#crypto'
import type { TokenType } from './verified.ts'
import { type Verifier, verifierOn } from './verifier.ts'
import type { VerifierOptions } from './verifier-options.ts'

/**
 * Makes a verifier of session tokens; with `tokenTypes`, of templates' tokens too. Make one for each issuer and keep
 * it: issuer, keys and remembered tokens are one unit.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function createVerifier(
  options: VerifierOptions & { readonly tokenTypes?: readonly 'session'[] },
): Verifier
export function createVerifier(options: VerifierOptions): Verifier<TokenType>
export function createVerifier(options: VerifierOptions): Verifier<TokenType> {
  return verifierOn(keyImporter, options)
}
