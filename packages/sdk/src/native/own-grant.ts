/** What is kept of one server and one application, and nothing of others. */

import { NativeError } from './native-error.ts'
import type { NativeClient } from './native-options.ts'
import type { StoredGrant } from './token-store.ts'

/** What is kept of this server and application. @throws {NativeError} `signed-out` when there is nothing. */
export async function readOwn({ store, issuer, clientId }: NativeClient): Promise<StoredGrant> {
  const grant = await store.read()
  if (grant === null || grant.issuer !== issuer || grant.clientId !== clientId)
    throw new NativeError('signed-out', `nobody is signed in to ${issuer}`)
  return grant
}
