/** `coatcheck serve`: starts a server, says how to use it, and stops it when asked. */

import { clientCookieName, sessionCookieName } from '@coatcheck/core/protocol'
import {
  type Coatcheck,
  createCoatcheck,
  describeDatabase,
  describeRedis,
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
import { isWorker, startWorkers } from './workers.ts'

/** Starts the server; resolves when it listens. Rejects with what stopped the start. */
export async function serve(flags: Texts): Promise<void> {
  const settings = await loadSettings(flags, process.env, process.cwd())
  const coatcheck = await createCoatcheck(settings)
  const askedToStop = stopSignal() // one that comes while the start goes on is obeyed after it
  if (isWorker()) {
    await listenOrClose(coatcheck)
    void askedToStop.then(() => endBy(coatcheck.close))
    return
  }
  const isAlone = settings.workers === 1
  if (isAlone) await listenOrClose(coatcheck)
  const firstKeys = await makeFirstKeys(coatcheck.server, settings)
  const close = isAlone ? coatcheck.close : await handOver(coatcheck, settings.workers)
  process.stdout.write(bannerOf(settings, firstKeys))
  void askedToStop.then(() => endBy(close))
}

async function listenOrClose(coatcheck: Coatcheck): Promise<void> {
  await coatcheck.listen().catch(async (error: unknown) => {
    await coatcheck.close()
    throw error
  })
}

/** Leaves the port to workers, now that the database is up to date and its first keys are made. */
async function handOver(coatcheck: Coatcheck, workers: number): Promise<() => Promise<void>> {
  await coatcheck.close()
  return await startWorkers(workers)
}

function bannerOf(settings: Settings, firstKeys: FirstKeys | null): string {
  const facts = {
    version,
    url: settings.url,
    mode: settings.mode,
    modeReason: settings.modeReason,
    database: describeDatabase(settings.database),
    redis: settings.redis === null ? null : describeRedis(settings.redis),
    sessionCookie: sessionCookieName(settings.url, settings.compat),
    clientCookie: clientCookieName(settings.url),
    newSecretPath: settings.keptSecret?.created === true ? settings.keptSecret.path : null,
    firstKeys,
    warnings: settings.warnings,
  }
  return banner(facts, terminalFor(process.stdout.isTTY, process.env))
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

/** Resolves at the first signal to stop; a second one ends the process the way the system does. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGTERM', stop)
      process.off('SIGINT', stop)
      resolve()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}

/** Ends the process once everything is closed. */
async function endBy(close: () => Promise<void>): Promise<void> {
  try {
    await close()
    process.exit(0)
  } catch (error) {
    process.stderr.write(`coatcheck: closing failed: ${String(error)}\n`)
    process.exit(1)
  }
}
