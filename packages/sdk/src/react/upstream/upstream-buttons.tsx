/** "Continue with ...": one button for each upstream. */

import type { ReactNode } from 'react'
import { Button } from '../form/button.tsx'
import { useMessages } from '../look/look.ts'
import { fill } from '../messages/fill.ts'
import type { UpstreamChoice } from './use-upstreams.ts'

/** Which there are. */
export type UpstreamButtonsProps = {
  readonly upstreams: readonly UpstreamChoice[]
  readonly onChoose: (upstreamId: string) => void
}

/** The buttons; nothing where there is no upstream. */
export function UpstreamButtons({ upstreams, onChoose }: UpstreamButtonsProps): ReactNode {
  const { form, signIn } = useMessages()
  if (upstreams.length === 0) return null
  return (
    <>
      <p className="cc-divider">
        <span>{form.or}</span>
      </p>
      <ul className="cc-list">
        {upstreams.map(({ id, name }) => (
          <li key={id}>
            <Button onClick={() => onChoose(id)}>{fill(signIn.upstream, { name })}</Button>
          </li>
        ))}
      </ul>
    </>
  )
}
