/** Which scopes there are, and what they let an application do, in words. */

import { STANDARD_SCOPES } from '@coatcheck/core'
import type { Messages } from '../messages/messages.ts'
import type { Server } from '../server.ts'

/** What a scope lets an application do, once it is known in which language; what nobody described is called by its name. */
export type DescribeScope = (name: string, messages: Messages) => string

const STANDARD: ReadonlySet<string> = new Set(STANDARD_SCOPES.map(({ name }) => name))

/** The names of all scopes that there are. */
export async function knownScopes({ store }: Server): Promise<ReadonlySet<string>> {
  return new Set([...STANDARD, ...(await store.oauthScopes.list()).map(({ name }) => name)])
}

/** Describes scopes: an administrator's in the words that were given, the standard ones in any language. */
export async function describeScopes({ store }: Server): Promise<DescribeScope> {
  const given = new Map((await store.oauthScopes.list()).map((scope) => [scope.name, scope.description]))
  return (name, { applications }) => {
    const texts: { readonly [name: string]: string } = applications.scopes
    return given.get(name) ?? (STANDARD.has(name) ? texts[name] : undefined) ?? name
  }
}
