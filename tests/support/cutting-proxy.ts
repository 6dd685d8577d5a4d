/** A proxy in front of a port that can be cut: connections die, and new ones are refused. */

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream'

/** A running one. */
export type CuttingProxy = {
  readonly url: string
  readonly cut: () => void
  readonly mend: () => void
  readonly stop: () => void
}

/** Starts one. */
export async function startCuttingProxy(to: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(to, '127.0.0.1')
    const ignore = (): void => {}
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    }
    pipeline(near, far, ignore)
    pipeline(far, near, ignore)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port')
  const cut = (): void => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://localhost:${address.port}`,
    cut,
    mend: () => {
      isCut = false
    },
    stop: () => {
      cut()
      server.close()
    },
  }
}
