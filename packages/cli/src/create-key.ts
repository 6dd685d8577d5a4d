/** `coatcheck keys create`: makes an access key in the database and prints it, once. */

import { ADMIN_SCOPES, type AdminScope } from '@coatcheck/core'
import {
  type AccessKeyRequest,
  issueAccessKey,
  loadSettings,
  nodeRandom,
  openStore,
  StartError,
  systemClock,
  type Texts,
} from '@coatcheck/server'

/** The flags of the command. */
export type CreateKeyFlags = {
  readonly kind: AccessKeyRequest['kind']
  readonly name: string
  /** Separated by commas. */
  readonly scopes?: string
  readonly party?: string
}

/** Prints the key on standard output, and what it is on standard error, so that it can be piped. */
export async function createKey(flags: CreateKeyFlags, settingFlags: Texts): Promise<void> {
  const request = readRequest(flags)
  const settings = await loadSettings(settingFlags, process.env, process.cwd())
  const world = { clock: systemClock, random: nodeRandom }
  const store = await openStore(settings.database, world)
  try {
    const made = await issueAccessKey({ store, ...world }, request)
    if (made === 'too-many') {
      throw new StartError(
        `two ${flags.kind} keys have the name ${JSON.stringify(flags.name)} already; revoke one first`,
      )
    }
    process.stderr.write(`${flags.kind} key ${made.id}, shown this once:\n`)
    process.stdout.write(`${made.key.reveal()}\n`)
  } finally {
    await store.close()
  }
}

function readRequest({ kind, name, scopes, party }: CreateKeyFlags): AccessKeyRequest {
  if (scopes !== undefined && kind !== 'admin') throw new StartError('--scopes is for admin keys only')
  if (party !== undefined && kind !== 'backend') throw new StartError('--party is for backend keys only')
  return {
    kind,
    name,
    ...(scopes !== undefined && { scopes: scopes.split(',').map((scope) => readScope(scope.trim())) }),
    ...(party !== undefined && { authorizedParty: party }),
  }
}

function readScope(text: string): AdminScope {
  const scope = ADMIN_SCOPES.find((known) => known === text)
  if (scope !== undefined) return scope
  throw new StartError(`--scopes has ${JSON.stringify(text)}; allowed: ${ADMIN_SCOPES.join(', ')}`)
}
