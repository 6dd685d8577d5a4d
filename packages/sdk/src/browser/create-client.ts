/** The client of a web page: by cookies. */

import { assembleClient } from './assemble-client.ts'
import type { ClientOptions } from './client-options.ts'
import type { CoatcheckClient } from './client.ts'
import { cookieCredential } from './cookie-credential.ts'

/**
 * Makes a client that signs in by cookies, which no script can read. It does nothing of its own accord before the first
 * call of `load`, `getToken`, `onChange` or `signIn`.
 *
 * @throws {ClientError} `option_invalid`.
 */
export function createClient(options: ClientOptions = {}): CoatcheckClient {
  return assembleClient(options, 'cookie', cookieCredential)
}
