/** `coatcheck serve`: starts a server, says how to use it, and stops it when asked. */

import { clientCookieName, sessionCookieName } from '@coatcheck/core/protocol'
import {
  createCoatcheck,
  describeDatabase,
  issueAccessKey,
  type KeyMaker,
  loadSettings,
  type Settings,
  StartError,
  type Texts,
} from '@coatcheck/server'
import { banner, type FirstKeys } from './banner.ts'
import { terminalFor } from './terminal.ts'
import { version } from './version.ts'

/** Starts the server; resolves when it listens. Rejects with what stopped the start. */
export async function serve(flags: Texts): Promise<void> {
  const settings = await loadSettings(flags, process.env, process.cwd())
  const coatcheck = await createCoatcheck(settings)
  const { url } = await coatcheck.listen().catch(async (error: unknown) => {
    await coatcheck.close()
    throw error
  })
  stopOnSignal(coatcheck.close)

  const facts = {
    version,
    url,
    mode: settings.mode,
    modeReason: settings.modeReason,
    database: describeDatabase(settings.database),
    sessionCookie: sessionCookieName(settings.url),
    clientCookie: clientCookieName(settings.url),
    newSecretPath: settings.keptSecret?.created === true ? settings.keptSecret.path : null,
    firstKeys: await makeFirstKeys(coatcheck.server, settings),
    warnings: settings.warnings,
  }
  process.stdout.write(banner(facts, terminalFor(process.stdout.isTTY, process.env)))
}

/** In development, at the first start: the keys that an application needs. `null` when there are some. */
async function makeFirstKeys(maker: KeyMaker, settings: Settings): Promise<FirstKeys | null> {
  const { accessKeys } = maker.store
  if (settings.mode === 'production' || (await accessKeys.list('backend')).length > 0) return null
  const hasAdminKey = (await accessKeys.list('admin')).length > 0
  const make = async (kind: 'admin' | 'backend' | 'verifier'): Promise<string> => {
    const made = await issueAccessKey(maker, { kind, name: 'development' })
    if (made === 'too-many')
      throw new StartError(`there are two ${kind} keys with the name "development" already`)
    return made.key.reveal()
  }
  return {
    admin: hasAdminKey ? null : await make('admin'),
    backend: await make('backend'),
    verifier: await make('verifier'),
  }
}

/** The first signal closes gracefully; a second one ends the process the way the system does. */
function stopOnSignal(close: () => Promise<void>): void {
  const stop = (): void => {
    process.off('SIGTERM', stop)
    process.off('SIGINT', stop)
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`coatcheck: closing failed: ${String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
