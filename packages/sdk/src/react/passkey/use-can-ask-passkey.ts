/** Whether there is a button for passkeys. */

import { useSyncExternalStore } from 'react'
import { canAskPasskey } from './ask-passkey.ts'

/** Whether this browser can be asked for a passkey: `false` on servers, and while a page hydrates. */
export function useCanAskPasskey(): boolean {
  return useSyncExternalStore(subscribe, canAskPasskey, () => false)
}

/** It never changes. */
function subscribe(): () => void {
  return () => {}
}
