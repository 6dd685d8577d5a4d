/** Signing in on the playground: with a demo account made on the spot, or with the one from before. */

import type { SignInOutcome } from '@coatcheck/sdk/browser'
import { makeAccount } from './demo-api.ts'
import type { Playground } from './playground.ts'

/** Makes a demo account and signs in with it, as any application would with any account. */
export async function signInAsNew({ client, accounts }: Playground): Promise<SignInOutcome> {
  const credentials = await makeAccount()
  accounts.set(credentials.email, credentials)
  return await client.signIn(credentials)
}

/** Signs in once more with the demo account of an address, if this page made it. */
export async function signInAgain(
  { client, accounts }: Playground,
  email: string,
): Promise<SignInOutcome | null> {
  const credentials = accounts.get(email)
  return credentials === undefined ? null : await client.signIn(credentials)
}
