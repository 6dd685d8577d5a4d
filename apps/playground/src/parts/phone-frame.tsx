/** The second device: a frame with a client of its own, which holds a refresh token instead of a cookie. */

import { type ReactNode, useEffect, useRef } from 'react'
import { credentialsOf } from '../demo/demo-api.ts'
import { isDemo } from '../demo/is-demo.ts'
import { feltWords } from '../demo/measure.ts'
import { type FromPhone, hear, say } from '../demo/phone-link.ts'
import type { Playground } from '../demo/playground.ts'
import { useClientState } from '../hooks/use-client-state.ts'
import { usePlayground } from '../playground-context.ts'

/** The frame, and what passes between it and the page. */
export function PhoneFrame(): ReactNode {
  const playground = usePlayground()
  const { session } = useClientState(playground.client)
  const frame = useRef<HTMLIFrameElement>(null)
  const email = isDemo(session) ? (session?.user.email ?? null) : null

  useEffect(
    () =>
      hear<FromPhone>(
        () => frame.current?.contentWindow,
        (message) => {
          if (message.kind === 'ready') say(frame.current?.contentWindow, { kind: 'user', email })
          else void obey(playground, frame.current?.contentWindow ?? null, message)
        },
      ),
    [playground, email],
  )
  useEffect(() => say(frame.current?.contentWindow, { kind: 'user', email }), [email])

  return (
    <section className="card phone-card" aria-labelledby="phone-title">
      <header className="card-head">
        <h2 id="phone-title">A second device</h2>
      </header>
      <p className="card-lead">It keeps a refresh token, as an app does. Revoke either from the other.</p>
      <div className="phone">
        <iframe ref={frame} src="/playground/device" title="Second device" />
      </div>
    </section>
  )
}

async function obey(
  { client, journal, endedAt, phoneChanges }: Playground,
  phone: Window | null,
  message: Exclude<FromPhone, { kind: 'ready' }>,
): Promise<void> {
  switch (message.kind) {
    case 'report':
      journal.report('phone', message.report)
      if (message.report.kind === 'signed-in' || message.report.kind === 'signed-out')
        phoneChanges.set((count) => count + 1)
      if (message.report.kind === 'signed-out') {
        const { phone: askedMs } = endedAt.get()
        if (askedMs !== null) journal.note('phone', feltWords(message.report.atMs - askedMs))
        endedAt.set((before) => ({ ...before, phone: null }))
      }
      return
    case 'ends-browser':
      endedAt.set((before) => ({ ...before, browser: message.atMs }))
      return
    case 'wants-credentials': {
      const { session } = client.state
      if (session === null) return
      try {
        say(phone, { kind: 'credentials', credentials: await credentialsOf(session.id) })
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error)
        journal.note('phone', {
          mark: 'act',
          tone: 'warn',
          title: 'The second device cannot sign in',
          detail,
        })
      }
    }
  }
}
