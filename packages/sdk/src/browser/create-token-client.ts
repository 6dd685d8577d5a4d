/** The client of whatever has no cookies, such as React Native: by refresh tokens that it keeps itself. */

import { assembleClient } from './assemble-client.ts'
import { ClientError } from './client-error.ts'
import type { TokenClientOptions } from './client-options.ts'
import type { CoatcheckClient } from './client.ts'
import type { SessionStorage } from './session-storage.ts'
import { tokenCredential } from './token-credential.ts'

/**
 * Makes a client that keeps a refresh token, and rotates it. All clients of one server over one storage are one: tabs by
 * locks between them. Those over storages of different names, or of none, know nothing of each other.
 *
 * @throws {ClientError} `option_invalid`, in a web page also without `dangerouslyKeepTokensInBrowser`.
 */
export function createTokenClient(options: TokenClientOptions): CoatcheckClient {
  const { storage, dangerouslyKeepTokensInBrowser } = options
  return assembleClient(options, nameOf(storage), (parts) => {
    if (parts.environment.page !== null && dangerouslyKeepTokensInBrowser !== true) {
      throw new ClientError(
        'option_invalid',
        'tokens that a web page keeps are for every script of the page: use createClient, or say dangerouslyKeepTokensInBrowser',
      )
    }
    return tokenCredential({ ...parts, storage })
  })
}

/** The names of places that have none: what is kept in one of them is nobody else's. */
const ownNames = new WeakMap<SessionStorage, string>()

function nameOf(storage: SessionStorage): string {
  const name = storage.name ?? ownNames.get(storage) ?? String(Math.random())
  ownNames.set(storage, name)
  return name
}
