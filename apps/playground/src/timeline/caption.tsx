/** What a step of the timeline was, in words: the chosen one, or the latest. */

import type { ReactNode } from 'react'
import { useNow } from '../hooks/use-now.ts'
import type { Entry } from '../journal/journal.ts'
import { momentMs } from '../journal/report.ts'
import { LANES } from './lanes.tsx'

/** The caption. */
export function Caption({ entry }: { readonly entry: Entry | undefined }): ReactNode {
  if (entry === undefined) return <p className="caption">Nothing has happened yet.</p>
  return (
    <p className={`caption tone-${entry.tone}`}>
      <span className="caption-lane">{LANES.find(({ lane }) => lane === entry.lane)?.name}</span>
      <strong>{entry.title}</strong>
      {entry.detail !== undefined && <span className="caption-detail">{entry.detail}</span>}
      <Ago atMs={entry.atMs} />
    </p>
  )
}

function Ago({ atMs }: { readonly atMs: number }): ReactNode {
  const seconds = Math.max(0, Math.round((useNow(momentMs) - atMs) / 1000))
  return <span className="caption-ago">{seconds} s ago</span>
}
