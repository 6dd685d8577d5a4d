/** A client that the provider makes itself: once, and closed when the provider is gone for good. */

import { useEffect, useState } from 'react'
import type { CoatcheckClient } from '../../browser/client.ts'
import type { ClientOptions } from '../../browser/client-options.ts'
import { createClient } from '../../browser/create-client.ts'

/** The provider's own client. The options count when it is made. */
export function useOwnClient(options: ClientOptions): CoatcheckClient {
  const [makeAnother] = useState(() => () => makeOwnClient(options))
  const [own, setOwn] = useState(makeAnother)
  useEffect(() => {
    // What is hidden and shown again (`<Activity>`) comes back to a client that was closed meanwhile.
    // oxlint-disable-next-line react/set-state-in-effect -- rendering it did not bring it back: only this tells
    if (!own.keep()) setOwn(makeAnother)
    return own.release
  }, [own, makeAnother])
  return own.client
}

/** A client that is closed with its last user. */
type OwnClient = {
  readonly client: CoatcheckClient
  /** @returns Whether it can still be used. */
  readonly keep: () => boolean
  readonly release: () => void
}

function makeOwnClient(options: ClientOptions): OwnClient {
  const client = createClient(options)
  let users = 0
  let isClosed = false
  function closeUnused(): void {
    if (users > 0 || isClosed) return
    isClosed = true
    client.close()
  }
  return {
    client,
    keep: () => {
      users += 1
      return !isClosed
    },
    release: () => {
      users -= 1
      // Strict mode takes every effect back and runs it again at once: that closes nothing.
      queueMicrotask(closeUnused)
    },
  }
}
