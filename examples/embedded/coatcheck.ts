/** The Coatcheck server of this process, and who asks it. Started by the first request, not by a build. */

import { createAuth, type CoatcheckAuth } from '@coatcheck/sdk/backend'
import type { Coatcheck } from '@coatcheck/server'

type Running = { readonly server: Coatcheck; readonly auth: CoatcheckAuth }

declare global {
  // Next bundles pages and routes apart: a variable of this module would be several, and SQLite has one owner.
  var coatcheck: Promise<Running> | undefined
}

/** It, running. */
export function running(): Promise<Running> {
  return (globalThis.coatcheck ??= start())
}

async function start(): Promise<Running> {
  // Left to Node as it is: it has parts that are no JavaScript, and reads files that no bundler knows.
  const { createCoatcheck, loadSettings } = await import(/* turbopackIgnore: true */ '@coatcheck/server')
  const server = await createCoatcheck(await loadSettings({}, process.env, process.cwd()))
  const auth = createAuth({
    ...server.inProcess(),
    roles: ({ role }) => (typeof role === 'string' ? [role] : []),
  })
  return { server, auth }
}
