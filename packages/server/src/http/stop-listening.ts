/** The end of a listener: what is under way is answered, and nobody waits for connections that are only kept ready. */

import type { Server as HttpServer } from 'node:http'
import type { Socket } from 'node:net'

/** How long requests under way are waited for: a half-sent one would keep the process for ever. */
const DEADLINE_MS = 10_000

/**
 * Makes what stops a listener, before it listens.
 *
 * @returns Stops accepting, ends connections once they are idle, and cuts at the deadline what is still open.
 */
export function createStop(listener: HttpServer): () => Promise<void> {
  const open = new Set<Socket>()
  listener.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return async () => {
    const deadline = setTimeout(() => listener.closeAllConnections(), DEADLINE_MS)
    await new Promise<void>((resolve) => {
      listener.close(() => resolve())
      listener.closeIdleConnections()
      // Browsers connect ahead of requests that never come; to Node these connections are not idle.
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy()
    })
    clearTimeout(deadline)
  }
}
