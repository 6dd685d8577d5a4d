/** Every step in words, the latest first. */

import { type ReactNode, useState } from 'react'
import { useObservable } from '../hooks/use-observable.ts'
import { momentMs } from '../journal/report.ts'
import type { Entry } from '../journal/journal.ts'
import { usePlayground } from '../playground-context.ts'
import { LANES } from './lanes.tsx'

/** The card. */
export function Steps(): ReactNode {
  const { entries } = useObservable(usePlayground().journal.state)
  const [showsQuiet, setShowsQuiet] = useState(false)
  const shown = entries.filter(({ tone }) => showsQuiet || tone !== 'quiet').toReversed()
  return (
    <section className="card steps-card" aria-labelledby="steps-title">
      <header className="card-head">
        <h2 id="steps-title">Step by step</h2>
        <label className="checkbox">
          <input
            type="checkbox"
            checked={showsQuiet}
            onChange={({ target }) => setShowsQuiet(target.checked)}
          />
          <span>Quiet ones too</span>
        </label>
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, by keyboard too */}
      <ol className="steps" tabIndex={0} aria-label="Steps, the latest first">
        {shown.map((entry) => (
          <StepRow key={entry.id} entry={entry} />
        ))}
      </ol>
    </section>
  )
}

const OPENED_MS = momentMs(0)

function StepRow({ entry }: { readonly entry: Entry }): ReactNode {
  const seconds = ((entry.atMs - OPENED_MS) / 1000).toFixed(2)
  return (
    <li className={`step-row tone-${entry.tone}`}>
      <span className="step-time">{seconds} s</span>
      <span className="step-lane">{LANES.find(({ lane }) => lane === entry.lane)?.name}</span>
      <span className="step-words">
        <strong>{entry.title}</strong> {entry.detail !== undefined && <span>{entry.detail}</span>}
      </span>
    </li>
  )
}
