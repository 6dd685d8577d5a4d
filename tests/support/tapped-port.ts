/** A port in front of another one that keeps what was sent to it. */

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream'

/** A running one. */
export type TappedPort = {
  readonly url: string
  /** Everything that was sent, in lower case. */
  readonly heard: () => string
  readonly stop: () => void
}

/** Starts one. */
export async function startTappedPort(to: number): Promise<TappedPort> {
  const sockets = new Set<Socket>()
  let heard = ''
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    const ignore = (): void => {}
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    }
    near.on('data', (bytes) => (heard += bytes.toString('latin1').toLowerCase()))
    pipeline(near, far, ignore)
    pipeline(far, near, ignore)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port')
  return {
    url: `http://localhost:${address.port}`,
    heard: () => heard,
    stop: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
