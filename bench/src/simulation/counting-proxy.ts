/** Passes everything on to a port, and counts what goes by. */

import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { pipeline } from 'node:stream'

/** A running one. */
export interface CountingProxy {
  readonly port: number
  /** In both directions so far. */
  bytes(): number
  stop(): void
}

/** Starts one on a free port. */
export async function startCountingProxy(to: number): Promise<CountingProxy> {
  let bytes = 0
  const count = (chunk: Buffer): void => {
    bytes += chunk.length
  }
  const ignore = (): void => {} // whoever closes first has said why at the other end
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    near.on('data', count)
    far.on('data', count)
    pipeline(near, far, ignore)
    pipeline(far, near, ignore)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port')
  return { port: address.port, bytes: () => bytes, stop: () => server.close() }
}
