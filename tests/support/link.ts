/** The network between a node and a server, where packets get lost: connections stay open, and nothing passes. */

import { connect, createServer, type Socket } from 'node:net'
import { freePort } from './start-coatcheck.ts'

/** A link to a server. */
export type Link = {
  /** Where the node finds the server. */
  readonly port: number
  /** Lets nothing pass in either direction; not even that an end of a connection is gone. */
  readonly cut: () => void
  /** Cuts it when the node is about to send something with this text, before that passes. */
  readonly cutBefore: (text: string) => void
  /** Lets everything pass again; what was sent meanwhile arrives late. */
  readonly mend: () => void
  /** Lets nothing pass on the connections there are, ever, as when a firewall has forgotten them; new ones work. */
  readonly forget: () => void
  readonly isCut: () => boolean
  readonly stop: () => Promise<void>
}

type Pair = { readonly near: Socket; readonly far: Socket }

/** Starts one. @param serverPort Where the server listens. */
export async function startLink(serverPort: number): Promise<Link> {
  const port = await freePort()
  const pairs = new Set<Pair>()
  const forgotten = new Set<Pair>()
  let isCut = false
  let cutText: string | null = null

  const isSilent = (pair: Pair): boolean => isCut || forgotten.has(pair)
  const cut = (): void => {
    isCut = true
    cutText = null
    for (const { near, far } of pairs) {
      near.pause()
      far.pause()
    }
  }
  const join = (pair: Pair, from: Socket, to: Socket): void => {
    if (isCut) from.pause()
    from.on('data', (bytes) => {
      if (cutText !== null && from === pair.near && bytes.includes(cutText)) cut()
      if (isSilent(pair)) from.unshift(bytes)
      else to.write(bytes)
    })
    from.on('error', () => {}) // its close says enough
    from.on('close', () => {
      if (!isSilent(pair)) to.end()
      if (to.destroyed) pairs.delete(pair)
    })
  }

  const server = createServer((near) => {
    const far = connect(serverPort, '127.0.0.1')
    const pair = { near, far }
    pairs.add(pair)
    join(pair, near, far)
    join(pair, far, near)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })

  return {
    port,
    cut,
    cutBefore: (text) => {
      cutText = text
    },
    mend: () => {
      isCut = false
      for (const pair of pairs) {
        if (forgotten.has(pair)) continue
        const { near, far } = pair
        for (const [from, to] of [
          [near, far],
          [far, near],
        ] as const) {
          if (from.destroyed) to.end()
          else from.resume()
        }
      }
    },
    forget: () => {
      for (const pair of pairs) {
        forgotten.add(pair)
        pair.near.pause()
        pair.far.pause()
      }
    },
    isCut: () => isCut,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const { near, far } of pairs) {
        near.destroy()
        far.destroy()
      }
      await closed
    },
  }
}
