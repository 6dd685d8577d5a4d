/** Nobody is signed out but by what was done to them or by time, and whoever is hears which of the two it was. */

import type { EndReason, SessionReading } from '@coatcheck/core'
import { statusOf } from '@coatcheck/core'
import type { SessionEndedReason } from '@coatcheck/core/protocol'
import type { Deeds } from './deeds.ts'
import type { Ground } from './ground.ts'
import type { Host } from './host.ts'
import type { Judge } from './judge.ts'

/** The watch. */
export type SignOutWatch = {
  /** A tab shows that a session is over. */
  readonly shown: (who: string, sessionId: string, reason: SessionEndedReason) => void
  /** A person is asked to sign in, who has this session. */
  readonly asked: (who: string, sessionId: string) => void
  /** The person acted, in front of a page that could tell the server at once. */
  readonly acted: (sessionId: string) => void
  /** Sign-outs that were shown, by reason. */
  readonly counts: ReadonlyMap<string, number>
  /** Looks at what could not be looked at while the server was down. */
  readonly catchUp: () => void
}

type Shown = {
  readonly who: string
  readonly sessionId: string
  readonly reason: SessionEndedReason | null
  readonly atMs: number
}

/** Acts are told seldom, and a failover may lose the last of them. */
const UNTOLD_SHARE = 0.11
const ON_ITS_WAY_MS = 20_000

/** Keeps it. */
export function watchSignOuts(ground: Ground, host: Host, deeds: Deeds, judge: Judge): SignOutWatch {
  const counts = new Map<string, number>()
  const actedAtMs = new Map<string, number[]>()
  let waiting: Shown[] = []

  async function judgeOne({ who, sessionId, reason, atMs }: Shown): Promise<void> {
    const reading = await host.read(sessionId)
    const end = reading === null ? null : endOf(reading)
    if (reading === null || end === null || end.atMs > atMs) {
      if (!deeds.isDone(sessionId, 'signed_out'))
        judge.find(
          'sign-outs',
          who,
          `${reason === null ? 'has to sign in' : `is signed out (${reason})`}, and ${sessionId} lives`,
        )
      return
    }
    const { userId, id } = reading.session
    const isDone = (why: EndReason): boolean => deeds.isDone(id, why) || deeds.isDone(userId, why)
    if (!isDone(end.reason)) judge.find('sign-outs', who, `${id} ended by ${end.reason}, which nobody did`)
    // Of two reasons either is right: who signs out where an administrator has ended it already has signed out.
    const isRight = reason === null || reason === 'unknown' || reason === end.reason
    if (!isRight && (deeds.isByTime(reason) || !isDone(reason)))
      judge.find('sign-outs', who, `is told ${reason}, and ${id} ended by ${end.reason}`)
    if (end.reason === 'idle_limit') judgeIdle(who, reading, end.atMs)
  }

  function judgeIdle(who: string, { session }: SessionReading, endedAtMs: number): void {
    // What somebody does in front of a page that does not know of the end yet comes too late.
    const acted = actedAtMs.get(session.id)?.findLast((atMs) => atMs <= endedAtMs) ?? -Infinity
    const idleMs = session.limits.idleMs ?? Infinity
    const earlyMs = acted + idleMs * (1 - UNTOLD_SHARE) - ON_ITS_WAY_MS - endedAtMs
    if (earlyMs > 0)
      judge.find('sign-outs', who, `${session.id} ended as idle, ${Math.round(earlyMs / 1000)} s too early`)
  }

  function look(one: Shown): void {
    if (host.isUp()) ground.holdTime(judgeOne(one))
    else waiting.push(one)
  }

  return {
    shown: (who, sessionId, reason) => {
      counts.set(reason, (counts.get(reason) ?? 0) + 1)
      look({ who, sessionId, reason, atMs: ground.agenda.nowMs() })
    },
    asked: (who, sessionId) => look({ who, sessionId, reason: null, atMs: ground.agenda.nowMs() }),
    acted: (sessionId) => {
      const times = actedAtMs.get(sessionId) ?? []
      actedAtMs.set(sessionId, times)
      times.push(ground.agenda.nowMs())
    },
    counts,
    catchUp: () => {
      const now = waiting
      waiting = []
      for (const one of now) look(one)
    },
  }
}

/** Why and when a session ended; `null` while it lives. */
export function endOf(reading: SessionReading): { readonly reason: EndReason; readonly atMs: number } | null {
  const status = statusOf(reading.session, reading.user, reading.nowMs)
  return 'reason' in status ? status : null
}
