/** Moves the track of the timeline with time: one transform a frame, whatever is on it. */

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { momentMs } from '../journal/report.ts'
import { type Scale, scaleOf } from './scale.ts'

/** Without motion: how often the track is put where it belongs. */
const STEP_MS = 1_000

const START_MS = momentMs(0)

/** The window and the track of a timeline, with the scale of the one and the moment at which the other begins. */
export type MovingTrack = {
  readonly windowOf: RefObject<HTMLDivElement | null>
  readonly track: RefObject<HTMLDivElement | null>
  readonly scale: Scale
  readonly startMs: number
}

/** Keeps the track where it belongs, unless it is held. */
export function useMovingTrack(isHeld: boolean): MovingTrack {
  const windowOf = useRef<HTMLDivElement>(null)
  const track = useRef<HTMLDivElement>(null)
  const [scale, setScale] = useState(() => scaleOf(800))

  useLayoutEffect(() => {
    const element = windowOf.current
    if (element === null) return
    const observer = new ResizeObserver(() => setScale(scaleOf(element.clientWidth)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    let placedAt = Number.NaN
    const place = (): void => {
      const left = scale.nowPixels - (momentMs() - START_MS) * scale.pixelsPerMs
      // Nobody sees less than a quarter of a pixel, and every move is drawn.
      const rounded = Math.round(left * 4) / 4
      if (rounded === placedAt || track.current === null) return
      placedAt = rounded
      track.current.style.transform = `translateX(${rounded}px)`
    }
    place()
    if (isHeld) return
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      const timer = setInterval(place, STEP_MS)
      return () => clearInterval(timer)
    }
    let frame = requestAnimationFrame(function move() {
      place()
      frame = requestAnimationFrame(move)
    })
    return () => cancelAnimationFrame(frame)
  }, [scale, isHeld])

  return { windowOf, track, scale, startMs: START_MS }
}
