/**
 * The address of a visitor whose request came through an application's server (`mountCoatcheck`). It counts because the
 * application shows its backend key: whatever proxies stand between, and however many, need not be known.
 */

import { parseOpaque } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { canonicalAddress } from './address.ts'
import { findAccessKey } from './guard.ts'

/** For how long a key that was in force is believed: what comes through a mount costs no read of its own. */
const BELIEVED_MS = 10_000
/** How many keys are remembered. */
const MAX_REMEMBERED = 100
/** How often wrong keys are told of: anybody can send one. */
const WARN_EVERY_MS = 60_000

/** What a server remembers of mounts. */
type Mounts = {
  /** Until when a key is believed, by its hash. */
  readonly believedUntilMs: Map<string, number>
  warnAtMs: number
}

const MOUNTS = new WeakMap<Server, Mounts>()

/** What the application says the address is; `null` when it says none, or is none of ours. */
export async function mountedAddress(server: Server, { headers }: Request): Promise<string | null> {
  const address = canonicalAddress(headers.get('coatcheck-client-address'))
  if (address === null) return null
  const mounts = MOUNTS.get(server) ?? { believedUntilMs: new Map<string, number>(), warnAtMs: -Infinity }
  MOUNTS.set(server, mounts)
  if (await isInForce(server, mounts, headers.get('coatcheck-backend-key') ?? '')) return address
  warnOfKey(server, mounts)
  return null
}

async function isInForce(server: Server, { believedUntilMs }: Mounts, key: string): Promise<boolean> {
  if (parseOpaque('backendKey', key) === null) return false
  const name = Buffer.from(server.crypto.sha256(Buffer.from(key))).toString('base64')
  if (server.clock.nowMs() < (believedUntilMs.get(name) ?? -Infinity)) return true
  if ((await findAccessKey(server, 'backend', 'backendKey', key)) === null) return false
  if (believedUntilMs.size >= MAX_REMEMBERED) believedUntilMs.clear()
  believedUntilMs.set(name, server.clock.nowMs() + BELIEVED_MS)
  return true
}

function warnOfKey(server: Server, mounts: Mounts): void {
  if (server.clock.nowMs() < mounts.warnAtMs) return
  mounts.warnAtMs = server.clock.nowMs() + WARN_EVERY_MS
  server.logger.warn(
    'somebody mounts this API with a backend key that is not in force: all visitors there share one limit',
  )
}
