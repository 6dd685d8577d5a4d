/** One line of the report: what was measured of whom, and how that compares. */

import type { Room } from '../scenario/growth.ts'
import type { Footprint } from '../scenario/footprint.ts'
import type { FeedFigures } from '../scenario/hearing.ts'
import type { Row } from '../scenario/rounds.ts'
import type { Refusal } from '../verify/refusals.ts'
import {
  GROWTH,
  IDLE_MEBIBYTES,
  IDLE_VERIFIERS_PERCENT,
  REFUSED_MS,
  REFUSAL_MICROSECONDS,
  REMEMBERED_MEBIBYTES,
  isBoundByDisk,
  LISTENING_MS,
  targetBeside,
  targetBesideCheck,
  type Target,
} from './targets.ts'

/** A line of the table. */
export interface Finding {
  readonly path: string
  readonly name: string
  /** CPU microseconds per operation; `null` where another figure was measured. */
  readonly cpuMicroseconds: number | null
  readonly perSecond: number | null
  /** The figure that a target is about, with its unit; `null` for what is compared with. */
  readonly value: number | null
  readonly unit: 'x' | 'us' | 'ms' | 'MiB' | 'B' | '%'
  readonly target: Target | null
}

const OURS = /^@?coatcheck/

/** Peers beside Coatcheck: `value` is how many times better Coatcheck is than the peer. */
export function compareWithPeers(rows: readonly Row[]): readonly Finding[] {
  return rows.map((row) => {
    const ours = rows.find(({ path, name }) => path === row.path && OURS.test(name))
    if (ours === undefined || OURS.test(row.name)) return findingOf(row, null, null)
    const value = isBoundByDisk(row.path)
      ? ours.figures.perSecond / row.figures.perSecond
      : row.figures.cpuMicroseconds / ours.figures.cpuMicroseconds
    return findingOf(row, value, targetBeside(row.path, row.name))
  })
}

/** Peers beside Coatcheck; what a backend asks of a credential beside the check, as how many times its CPU time it takes. */
export function compareOAuth(rows: readonly Row[]): readonly Finding[] {
  const check = rows.find(({ path }) => path === 'check')
  return compareWithPeers(rows).map((finding) => {
    const target = targetBesideCheck(finding.path)
    return target === null || check === undefined || finding.cpuMicroseconds === null
      ? finding
      : { ...finding, value: finding.cpuMicroseconds / check.figures.cpuMicroseconds, target }
  })
}

/** Larger session tables beside the first one: `value` is how many times more CPU time they cost. */
export function compareWithFirst(rows: readonly Row[]): readonly Finding[] {
  return rows.map((row) => {
    const first = rows.find(({ path }) => path === row.path)
    if (first === undefined || first === row) return findingOf(row, null, null)
    return findingOf(row, row.figures.cpuMicroseconds / first.figures.cpuMicroseconds, GROWTH)
  })
}

/** How much room a session takes. */
export function roomFindings(rooms: readonly Room[]): readonly Finding[] {
  return rooms.map(({ engine, bytes }) => ({
    path: 'room of a session',
    name: `in ${engine}`,
    cpuMicroseconds: null,
    perSecond: null,
    value: bytes,
    unit: 'B',
    target: null,
  }))
}

/** Other engines beside the first one: `value` is how many times its CPU time they cost. */
export function compareEngines(rows: readonly Row[]): readonly Finding[] {
  return compareWithFirst(rows).map((finding) => ({ ...finding, target: null }))
}

/** What a started server takes. */
export function footprintFindings({ listeningMs, idleMebibytes }: Footprint): readonly Finding[] {
  const none = { name: 'coatcheck', cpuMicroseconds: null, perSecond: null }
  return [
    { ...none, path: 'listening after', value: listeningMs, unit: 'ms', target: LISTENING_MS },
    { ...none, path: 'idle memory', value: idleMebibytes, unit: 'MiB', target: IDLE_MEBIBYTES },
  ]
}

/** What it costs to refuse a token. */
export function refusalFindings(refusals: readonly Refusal[]): readonly Finding[] {
  return refusals.map(({ attack, microseconds }) => ({
    path: 'refuse, no signature checked',
    name: attack,
    cpuMicroseconds: null,
    perSecond: null,
    value: microseconds,
    unit: 'us',
    target: REFUSAL_MICROSECONDS,
  }))
}

/** What the feed does and costs. */
export function feedFindings(figures: FeedFigures): readonly Finding[] {
  const { refusedOnOne, refusedOnThree, idlePercent, rememberedMebibytes } = figures
  const none = { cpuMicroseconds: null, perSecond: null }
  const soon = 'revoked, then refused by 100 verifiers'
  return [
    { ...none, path: soon, name: '1 node, p50', value: refusedOnOne.p50, unit: 'ms', target: null },
    { ...none, path: soon, name: '1 node, p99', value: refusedOnOne.p99, unit: 'ms', target: REFUSED_MS },
    { ...none, path: soon, name: '3 nodes, p50', value: refusedOnThree.p50, unit: 'ms', target: null },
    { ...none, path: soon, name: '3 nodes, p99', value: refusedOnThree.p99, unit: 'ms', target: REFUSED_MS },
    {
      ...none,
      path: '1,000 idle verifiers',
      name: 'share of a core of their node',
      value: idlePercent,
      unit: '%',
      target: IDLE_VERIFIERS_PERCENT,
    },
    {
      ...none,
      path: '10,000 revocations a minute',
      name: 'memory of a verifier',
      value: rememberedMebibytes,
      unit: 'MiB',
      target: REMEMBERED_MEBIBYTES,
    },
  ]
}

function findingOf({ path, name, figures }: Row, value: number | null, target: Target | null): Finding {
  const { cpuMicroseconds, perSecond } = figures
  return { path, name, cpuMicroseconds, perSecond, value, unit: 'x', target }
}
