/** Minting when what the token is of has changed already: too late to refuse. */

import type { Server } from '../server.ts'
import { HookFailedError } from './hook-failed.ts'

/**
 * Waits for a token. When a hook fails only now there is none, and `null`: whoever made the change keeps the credential
 * that came of it, and mints by that once the hook answers again.
 */
export function afterChange<T>({ hooks, logger }: Server, minting: Promise<T>): Promise<T | null> {
  if (hooks.customClaims === null) return minting
  return minting.catch((error: unknown) => {
    if (!(error instanceof HookFailedError)) throw error
    logger.error({ err: error }, 'a change was answered without a token')
    return null
  })
}
