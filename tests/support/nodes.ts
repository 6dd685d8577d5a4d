/** Nodes of one instance, on one database. */

import { randomUUID } from 'node:crypto'
import { fakeClock } from '@coatcheck/core/testing'
import { issueAccessKey, systemClock } from '@coatcheck/server'
import { type AdminClient, adminClient } from './admin-client.ts'
import { type RunningCoatcheck, startCoatcheck, type StartOptions } from './start-coatcheck.ts'

/** A node. */
export type Node = {
  /** Where it listens. */
  readonly url: string
  readonly admin: AdminClient
  readonly coatcheck: RunningCoatcheck
}

/** The nodes. */
export type Nodes = {
  /** What their tokens name as the issuer: the URL that stands for all of them. */
  readonly issuer: string
  readonly all: readonly Node[]
  /** One of them; the first comes after the last. */
  readonly at: (index: number) => Node
  /** Makes a key that reads the feed. */
  readonly verifierKey: () => Promise<string>
  readonly stop: () => Promise<void>
}

const ISSUER = 'http://localhost:4000'

/** Starts so many. @param options What they have in common: where they keep everything, at least. */
export async function startNodes(count: number, options: StartOptions): Promise<Nodes> {
  const all = await Promise.all(Array.from({ length: count }, () => startNode(options)))
  const at = (index: number): Node => {
    const node = all[index % all.length]
    if (node === undefined) throw new Error('there are no nodes')
    return node
  }
  return {
    issuer: ISSUER,
    all,
    at,
    verifierKey: async () => {
      const made = await issueAccessKey(at(0).coatcheck.server, { kind: 'verifier', name: randomUUID() })
      if (made === 'too-many') throw new Error('a new name has no keys yet')
      return made.key.reveal()
    },
    stop: async () => {
      await Promise.all(all.map(({ coatcheck }) => coatcheck.close()))
    },
  }
}

/** Starts a node. What it has of its own wins over what all have. */
export async function startNode(options: StartOptions): Promise<Node> {
  const environment = {
    COATCHECK_URL: ISSUER,
    COATCHECK_SECRET: 'one secret of all the nodes, and long enough',
    COATCHECK_TRUST_PROXY: '1',
    COATCHECK_LOG_LEVEL: 'silent',
    ...options.environment,
  }
  const coatcheck = await startCoatcheck({
    clock: { ...fakeClock(), nowMs: systemClock.nowMs },
    ...options,
    environment,
  })
  const url = `http://localhost:${coatcheck.port}`
  return { url, admin: adminClient({ url, adminKey: coatcheck.adminKey }), coatcheck }
}
