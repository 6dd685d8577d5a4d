/**
 * `listeners-program.ts`: many verifiers in one process. Told to, it revokes sessions one after the other and measures
 * until each verifier refuses a token of the session; or it only listens.
 */

import { createVerifier, type Verifier } from '@coatcheck/sdk/backend'
import { announce } from '../process/announce.ts'

/** What it gets as its argument, in JSON. */
export interface ListenersTask {
  readonly issuer: string
  /** Where the nodes are reached; verifiers and revocations take turns. */
  readonly nodes: readonly string[]
  readonly verifierKey: string
  readonly adminKey: string
  readonly verifiers: number
  /** Opaque session tokens, one for each revocation. */
  readonly sessionTokens: readonly string[]
}

/** Its messages. */
export type ListenersMessage =
  | { readonly listening: number; readonly heapBytes: number }
  /** From the answer of a revocation to the refusal of one verifier, each. */
  | { readonly delaysMs: readonly number[] }

const task = JSON.parse(process.argv[2] ?? '{}') as ListenersTask
const { issuer, nodes, verifierKey, adminKey } = task

const verifiers = await Promise.all(Array.from({ length: task.verifiers }, (_, index) => open(index)))
announce({
  listening: verifiers.length,
  heapBytes: process.memoryUsage().heapUsed,
} satisfies ListenersMessage)
process.on('message', () => void measure().then((delaysMs) => announce({ delaysMs })))

async function open(index: number): Promise<Verifier> {
  const verifier = createVerifier({ issuer, url: nodeFor(index), feed: { key: verifierKey } })
  await verifier.ready()
  return verifier
}

async function measure(): Promise<number[]> {
  const delays: number[] = []
  for (const [index, sessionToken] of task.sessionTokens.entries()) {
    const token = await mint(sessionToken)
    const verdicts = await Promise.all(verifiers.map((verifier) => verifier.verify(token)))
    const [first] = verdicts
    if (first?.ok !== true || !verdicts.every(({ ok }) => ok)) throw new Error('a good token was refused')
    await ask(nodeFor(index), 'DELETE', `/api/admin/sessions/${first.claims.sid}`, adminKey)
    delays.push(...(await refusals(token, performance.now())))
  }
  return delays
}

/** How long each verifier still accepts the token. */
async function refusals(token: string, since: number): Promise<number[]> {
  const delays: number[] = []
  let waiting: readonly Verifier[] = verifiers
  while (waiting.length > 0) {
    const verdicts = await Promise.all(waiting.map((verifier) => verifier.verify(token)))
    const late = performance.now() - since
    if (late > 10_000) throw new Error(`${waiting.length} verifiers accept a revoked session after 10 s`)
    for (const { ok } of verdicts) if (!ok) delays.push(late)
    waiting = waiting.filter((_, index) => verdicts[index]?.ok === true)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return delays
}

async function mint(sessionToken: string): Promise<string> {
  const answer = await ask(nodeFor(0), 'POST', '/api/auth/session/token', sessionToken)
  return ((await answer.json()) as { readonly token: string }).token
}

async function ask(node: string, method: string, path: string, bearer: string): Promise<Response> {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }
  const answer = await fetch(node + path, { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  return answer
}

function nodeFor(index: number): string {
  return nodes[index % nodes.length] ?? ''
}
