/** The feed: how soon verifiers refuse what was revoked, and what it costs to keep them connected. */

import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createLiveSet } from '@coatcheck/core/verify'
import { makeSecret, type Storage } from '../coatcheck/launch.ts'
import { seedSessions } from '../coatcheck/seed.ts'
import { makeVerifierKey, type RunningServer, serveCoatcheck } from '../coatcheck/start-coatcheck.ts'
import type { ListenersMessage, ListenersTask } from '../feed/listeners-program.ts'
import { cpuMicroseconds } from '../measure/process-cost.ts'
import { startPostgres } from '../peers/postgres.ts'
import { nextMessage } from '../process/announce.ts'
import { type Child, startChild } from '../process/child.ts'
import type { Cores } from '../process/cores.ts'

const REVOCATIONS = 100
const VERIFIERS = 100
const IDLE_VERIFIERS = 1000
const IDLE_SECONDS = 20
const PROGRAM = fileURLToPath(new URL('../feed/listeners-program.ts', import.meta.url))

/** What was found. */
export interface FeedFigures {
  /** Milliseconds from the answer of a revocation to its refusal by a verifier, of a hundred on one node. */
  readonly refusedOnOne: Delays
  /** The same over three nodes. */
  readonly refusedOnThree: Delays
  /** Share of a core that a thousand idle verifiers cost their node, in percent. */
  readonly idlePercent: number
  /** What a verifier remembers of two minutes at 10,000 revocations a minute, in MiB. */
  readonly rememberedMebibytes: number
}

/** The middle one, and the one that 99 of 100 are under. */
export interface Delays {
  readonly p50: number
  readonly p99: number
}

/** Measures all of it. */
export async function measureFeed(cores: Cores, folder: string): Promise<FeedFigures> {
  const rememberedMebibytes = remembered()
  const one = await withNodes(
    { cores, storage: { databaseUrl: `sqlite:${join(folder, 'feed.db')}` }, count: 1 },
    async (stage) => ({
      refused: await delays(cores, stage, VERIFIERS),
      idlePercent: await idlePercent(cores, stage),
    }),
  )
  const postgres = await startPostgres(cores.load, folder)
  try {
    const storage = { databaseUrl: postgres.create('feed') }
    const three = await withNodes({ cores, storage, count: 3 }, (stage) => delays(cores, stage, VERIFIERS))
    return {
      refusedOnOne: one.refused,
      refusedOnThree: three,
      idlePercent: one.idlePercent,
      rememberedMebibytes,
    }
  } finally {
    await postgres.stop()
  }
}

interface Stage {
  readonly nodes: readonly RunningServer[]
  readonly task: Omit<ListenersTask, 'verifiers'>
}

async function withNodes<T>(
  setting: { readonly cores: Cores; readonly storage: Storage; readonly count: number },
  use: (stage: Stage) => Promise<T>,
): Promise<T> {
  const { cores, storage, count } = setting
  const secret = makeSecret()
  const core = cores.measured
  const { sessionTokens } = await seedSessions({
    databaseUrl: storage.databaseUrl,
    secret,
    sessions: 4 * REVOCATIONS,
    core,
  })
  const nodes: RunningServer[] = []
  try {
    for (let index = 0; index < count; index++) nodes.push(await serveCoatcheck({ storage, secret, core }))
    const [first] = nodes
    if (first === undefined) throw new RangeError('no nodes were asked for')
    const issuer = `http://localhost:${first.port}`
    const { adminKey } = first
    const task = {
      issuer,
      adminKey,
      verifierKey: await makeVerifierKey(issuer, adminKey),
      nodes: nodes.map(({ port }) => `http://localhost:${port}`),
      sessionTokens: sessionTokens.slice(0, REVOCATIONS),
    }
    return await use({ nodes, task })
  } finally {
    await Promise.all(nodes.map(({ child }) => child.stop()))
  }
}

function startListeners(cores: Cores, task: ListenersTask): Promise<Child> {
  return startChild({
    cores: [cores.load],
    command: process.execPath,
    args: ['--conditions=source', PROGRAM, JSON.stringify(task)],
    environment: { NODE_ENV: 'production' },
  })
}

async function delays(cores: Cores, { task }: Stage, verifiers: number): Promise<Delays> {
  const child = await startListeners(cores, { ...task, verifiers })
  try {
    await nextMessage<ListenersMessage>(child)
    child.process.send({})
    const message = await nextMessage<ListenersMessage>(child)
    if (!('delaysMs' in message)) throw new Error('the listeners answered something else')
    const sorted = message.delaysMs.toSorted((one, other) => one - other)
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
    return { p50: at(0.5), p99: at(0.99) }
  } finally {
    await child.stop()
  }
}

async function idlePercent(cores: Cores, { nodes, task }: Stage): Promise<number> {
  const pid = nodes[0]?.child.pid ?? 0
  const alone = await shareOfCore(pid)
  const child = await startListeners(cores, { ...task, verifiers: IDLE_VERIFIERS })
  try {
    await nextMessage<ListenersMessage>(child)
    await pause(2000)
    return ((await shareOfCore(pid)) - alone) * 100
  } finally {
    await child.stop()
  }
}

async function shareOfCore(pid: number): Promise<number> {
  const before = cpuMicroseconds(pid)
  await pause(IDLE_SECONDS * 1000)
  return (cpuMicroseconds(pid) - before) / (IDLE_SECONDS * 1e6)
}

function remembered(): number {
  const set = createLiveSet()
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < 20_000; index++) {
    const name = Buffer.from(String(index).padStart(16, '0')).toString('base64url')
    set.add([['session', name, index, index]])
  }
  const after = process.memoryUsage().heapUsed
  return set.size() === 20_000 ? (after - before) / 1024 ** 2 : Number.NaN
}
