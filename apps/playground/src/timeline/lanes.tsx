/** What stands on the track: for each lane the lives of its tokens and what happened in it. */

import { memo, type ReactNode } from 'react'
import type { Entry, JournalState, Lane, TokenLife } from '../journal/journal.ts'
import type { Scale } from './scale.ts'

/** The lanes, from top to bottom. */
export const LANES: readonly { readonly lane: Lane; readonly name: string }[] = [
  { lane: 'browser', name: 'This browser' },
  { lane: 'api', name: 'The API' },
  { lane: 'phone', name: 'Second device' },
]

type Props = Omit<JournalState, 'planned'> & {
  readonly planned: JournalState['planned']
  readonly scale: Scale
  readonly startMs: number
  readonly chosen: number | null
}

/** All lanes. What has left the window is not drawn. */
export const Lanes: React.MemoExoticComponent<(props: Props) => ReactNode> = memo(function Lanes({
  entries,
  lives,
  planned,
  scale,
  startMs,
  chosen,
}: Props): ReactNode {
  const place = (atMs: number): number => (atMs - startMs) * scale.pixelsPerMs
  return LANES.map(({ lane }) => (
    <div key={lane} className={`lane lane-${lane}`}>
      {lives
        .filter((life) => life.lane === lane)
        .map((life) => (
          <Life key={`${life.id} ${life.fromMs}`} life={life} place={place} />
        ))}
      <Plan at={planned[lane] ?? null} place={place} />
      {entries
        .filter((entry) => entry.lane === lane)
        .map((entry) => (
          <Step key={entry.id} entry={entry} place={place} isChosen={entry.id === chosen} />
        ))}
    </div>
  ))
})

type Place = (atMs: number) => number

function Life({ life, place }: { readonly life: TokenLife; readonly place: Place }): ReactNode {
  const { fromMs, untilMs, doneMs, wasEnded, role } = life
  const usedUntil = doneMs ?? untilMs
  const left = place(fromMs)
  return (
    <>
      <div
        className={doneMs === null ? 'life' : wasEnded ? 'life life-ended' : 'life life-replaced'}
        style={{ left, width: place(usedUntil) - left }}
      >
        <span className="life-name">{role ?? 'token'}</span>
      </div>
      {doneMs !== null && wasEnded && (
        <div
          className="life-rest"
          style={{ left: place(doneMs), width: Math.max(0, place(untilMs) - place(doneMs)) }}
        />
      )}
    </>
  )
}

/** When the token at hand is renewed, if nothing comes between. */
function Plan({ at, place }: { readonly at: number | null; readonly place: Place }): ReactNode {
  return at === null ? null : <div className="plan" style={{ left: place(at) }} />
}

function Step({
  entry: { id, atMs, mark, tone, tookMs, isUnderWay },
  place,
  isChosen,
}: {
  readonly entry: Entry
  readonly place: Place
  readonly isChosen: boolean
}): ReactNode {
  const left = place(atMs)
  const width = tookMs === null ? undefined : place(atMs + tookMs) - left
  return (
    <span
      className={`step step-${mark} tone-${tone}${isChosen ? ' step-chosen' : ''}${isUnderWay ? ' step-under-way' : ''}`}
      style={{ left, ...(width !== undefined && { minWidth: `max(var(--size), ${width}px)` }) }}
      data-entry={id}
    />
  )
}
