/** The timeline: tokens as bars that run out, and everything that happened on one axis that moves with time. */

import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react'
import { useObservable } from '../hooks/use-observable.ts'
import type { Entry } from '../journal/journal.ts'
import { usePlayground } from '../playground-context.ts'
import { Caption } from './caption.tsx'
import { Lanes, LANES } from './lanes.tsx'
import { hasRoom, ticksOf } from './scale.ts'
import { useMovingTrack } from './use-moving-track.ts'

/** The card. */
export function Timeline(): ReactNode {
  const { entries, lives, planned } = useObservable(usePlayground().journal.state)
  const [isHeld, setHeld] = useState(false)
  const [chosen, setChosen] = useState<number | null>(null)
  const { windowOf, track, scale, startMs } = useMovingTrack(isHeld)
  const shown = entries.filter(({ tone }) => tone !== 'quiet')
  const chosenAt = shown.findIndex(({ id }) => id === chosen)
  const toldAt = chosenAt === -1 ? shown.length - 1 : chosenAt
  const told = shown[toldAt]

  function onKeyDown(event: KeyboardEvent): void {
    const next = stepped(shown, chosen, event.key)
    if (next === undefined) return
    event.preventDefault()
    setChosen(next)
  }

  function onPointerOver({ target }: PointerEvent): void {
    const id = target instanceof HTMLElement ? target.dataset['entry'] : undefined
    if (id !== undefined) setChosen(Number(id))
  }

  return (
    <section className="card timeline" aria-labelledby="timeline-title">
      <header className="card-head">
        <h2 id="timeline-title">Timeline</h2>
        <Legend />
        <button
          type="button"
          className="button button-secondary button-small"
          onClick={() => setHeld(!isHeld)}
        >
          {isHeld ? 'Go on' : 'Hold'}
        </button>
      </header>
      <div className="timeline-body">
        <ul className="lane-names" aria-hidden="true">
          {LANES.map(({ lane, name }) => (
            <li key={lane} className={`lane-name lane-${lane}`}>
              {name}
            </li>
          ))}
        </ul>
        <div
          className="timeline-window"
          ref={windowOf}
          tabIndex={0}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an input has no room for a track
          role="slider"
          aria-label="Step of the timeline"
          aria-valuemin={0}
          aria-valuemax={Math.max(0, shown.length - 1)}
          aria-valuenow={Math.max(0, toldAt)}
          aria-valuetext={told === undefined ? 'None yet' : `${told.title} ${told.detail ?? ''}`}
          onKeyDown={onKeyDown}
          onPointerOver={onPointerOver}
        >
          <Ticks scale={scale} />
          <div className="timeline-now" style={{ left: scale.nowPixels }} />
          <div className="timeline-track" ref={track}>
            <Lanes
              entries={shown}
              lives={lives}
              planned={planned}
              scale={scale}
              startMs={startMs}
              chosen={chosen}
            />
          </div>
          <div className="timeline-past" style={{ width: scale.nowPixels }} />
        </div>
      </div>
      <Caption entry={told} />
    </section>
  )
}

function Ticks({ scale }: { readonly scale: ReturnType<typeof useMovingTrack>['scale'] }): ReactNode {
  return (
    <div className="ticks" aria-hidden="true">
      {ticksOf(scale).map((seconds) => (
        <span
          key={seconds}
          className={seconds === 0 ? 'tick tick-now' : 'tick'}
          style={{ left: scale.nowPixels + seconds * 1000 * scale.pixelsPerMs }}
        >
          {hasRoom(scale, seconds) && tickText(seconds)}
        </span>
      ))}
    </div>
  )
}

function tickText(seconds: number): string {
  return seconds === 0 ? 'now' : seconds < 0 ? `−${-seconds} s` : `+${seconds} s`
}

const SHAPES = [
  ['step-request', 'request'],
  ['step-token tone-good', 'new token'],
  ['step-event', 'event'],
  ['step-lost tone-warn', 'lost'],
  ['step-act', 'switch'],
  ['plan', 'next renewal'],
] as const

function Legend(): ReactNode {
  return (
    <ul className="legend" aria-hidden="true">
      {SHAPES.map(([shape, name]) => (
        <li key={name}>
          <span className={shape === 'plan' ? 'plan' : `step ${shape}`} />
          {name}
        </li>
      ))}
    </ul>
  )
}

/** @returns The entry that a key leads to; `undefined` for a key that leads nowhere. */
function stepped(entries: readonly Entry[], chosen: number | null, key: string): number | null | undefined {
  const at = chosen === null ? entries.length : entries.findIndex(({ id }) => id === chosen)
  switch (key) {
    case 'ArrowLeft':
      return entries[Math.max(0, at - 1)]?.id ?? null
    case 'ArrowRight':
      return entries[Math.min(entries.length - 1, at + 1)]?.id ?? null
    case 'Home':
      return entries[0]?.id ?? null
    case 'End':
      return entries.at(-1)?.id ?? null
    case 'Escape':
      return null
    default:
      return undefined
  }
}
