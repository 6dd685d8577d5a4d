/** Asks the browser for a passkey. */

import type { ApiResult } from '../../browser/client.ts'
import type { CallFailure } from '../../browser/outcome.ts'
import { failureOf } from '../form/failure-of.ts'

/** What the server wants asked. */
export type PasskeyOptions = { readonly publicKey: PublicKeyCredentialRequestOptionsJSON }

/** What came of it. `null`: the person closed the browser's own window, which is no mistake. */
export type PasskeyAnswer = { readonly ok: true; readonly passkey: object } | CallFailure | null

/** Whether this browser can be asked. */
export function canAskPasskey(): boolean {
  return (
    typeof PublicKeyCredential === 'function' &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function'
  )
}

/** Asks for what the server's options say. */
export async function askPasskey(options: ApiResult<PasskeyOptions>): Promise<PasskeyAnswer> {
  if (!options.ok) return options
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.body.publicKey)
    const credential = await navigator.credentials.get({ publicKey })
    if (!(credential instanceof PublicKeyCredential)) return null
    return { ok: true, passkey: credential.toJSON() as object }
  } catch (error) {
    const isClosed = error instanceof DOMException && error.name === 'NotAllowedError'
    return isClosed ? null : failureOf('factor_invalid', 'The browser gave no passkey.')
  }
}
