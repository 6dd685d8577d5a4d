/**
 * `verifier-process.ts`: a backend's verifier in a process of its own. It judges the tokens that it was shown again and
 * again, and remembers how each fared.
 */

import { setTimeout as wait } from 'node:timers/promises'
import { createVerifier } from '@coatcheck/sdk/backend'

/** What it gets as its argument, in JSON. */
export type VerifierTask = { readonly issuer: string; readonly url: string; readonly verifierKey: string }

/** What it is told. */
export type VerifierOrder =
  | { readonly show: string }
  /** Takes tokens away: they are judged no more. */
  | { readonly take: readonly string[] }
  /** By how much its clock is ahead. */
  | { readonly aheadMs: number }
  | { readonly report: number }

/** How a token fared. */
export type Fate = {
  /** How often it was accepted. */
  accepted: number
  /** As far as where the log had been heard when it was last accepted. */
  acceptedAt: number
  /** Why it was refused, each reason once. */
  readonly refusals: string[]
  acceptedAfterRefusal: number
}

/** What it tells: first that it listens, then what it is asked. */
export type VerifierMessage =
  | { readonly listening: true }
  | {
      readonly report: number
      readonly position: number
      readonly fates: { readonly [token: string]: Fate }
    }

const { issuer, url, verifierKey } = JSON.parse(process.argv[2] ?? '{}') as VerifierTask

/** Between two rounds, so that everybody on the machine gets their turn. */
const PAUSE_MS = 2

const fates = new Map<string, Fate>()
const shown = new Set<string>()
let aheadMs = 0

const verifier = createVerifier({
  issuer,
  url,
  feed: { key: verifierKey },
  now: () => Date.now() + aheadMs,
})
const positionNow = (): number => verifier.feed()?.position ?? -1

process.on('message', (order: VerifierOrder) => {
  if ('show' in order) shown.add(order.show)
  else if ('take' in order) for (const token of order.take) shown.delete(token)
  else if ('aheadMs' in order) ({ aheadMs } = order)
  else tell({ report: order.report, position: positionNow(), fates: Object.fromEntries(fates) })
})
process.once('disconnect', () => process.exit())
await verifier.ready()
tell({ listening: true })
for (;;) {
  for (const token of shown) await judge(token)
  await wait(PAUSE_MS)
}

async function judge(token: string): Promise<void> {
  const fate = fates.get(token) ?? { accepted: 0, acceptedAt: -1, refusals: [], acceptedAfterRefusal: 0 }
  fates.set(token, fate)
  const position = positionNow()
  const verdict = await verifier.verify(token)
  if (verdict.ok) {
    fate.accepted += 1
    fate.acceptedAt = position
    if (fate.refusals.length > 0) fate.acceptedAfterRefusal += 1
  } else if (!fate.refusals.includes(verdict.reason)) fate.refusals.push(verdict.reason)
}

function tell(message: VerifierMessage): void {
  process.send?.(message)
}
