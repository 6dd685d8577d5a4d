/** What a template would say of the signed-in demo account, while one types. */

import { TEMPLATE_STARTERS, type TemplateStarter } from '@coatcheck/core'
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { type Preview, previewTemplate } from '../demo/demo-api.ts'
import { isDemo } from '../demo/is-demo.ts'
import { useClientState } from '../hooks/use-client-state.ts'
import { usePlayground } from '../playground-context.ts'

const STARTERS = Object.keys(TEMPLATE_STARTERS) as TemplateStarter[]
const TYPING_MS = 250

/** The card. */
export function TemplateCard(): ReactNode {
  const { client } = usePlayground()
  const { session, token } = useClientState(client)
  const [text, setText] = useState<string>(TEMPLATE_STARTERS.custom)
  const settled = useDeferredValue(text)
  // What is known of the user changes with the generation of the token.
  const preview = usePreview(isDemo(session) ? (session?.id ?? null) : null, settled, token?.claims.gen ?? 0)
  return (
    <section className="card template-card" aria-labelledby="template-title">
      <header className="card-head">
        <h2 id="template-title">Template preview</h2>
        <label className="starter">
          <span className="visually-hidden">Start from</span>
          <select
            defaultValue="custom"
            onChange={({ target }) => setText(TEMPLATE_STARTERS[target.value as TemplateStarter])}
          >
            {STARTERS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </header>
      <div className="template">
        <label className="template-text">
          <span className="small-heading">Template</span>
          <textarea
            value={text}
            onChange={({ target }) => setText(target.value)}
            spellCheck={false}
            autoCapitalize="none"
            rows={12}
          />
        </label>
        <div className="template-result" aria-live="polite">
          <span className="small-heading">Claims of the user</span>
          <Result preview={preview} />
        </div>
      </div>
    </section>
  )
}

function Result({ preview }: { readonly preview: Preview | null }): ReactNode {
  if (preview === null)
    return <p className="hint">Sign in with a demo account to see what it says of them.</p>
  if (!preview.ok)
    return (
      <ul className="problems">
        {preview.problems.map(({ line, column, message }) => (
          <li key={`${line} ${column} ${message}`}>
            {line !== undefined && <code>{`${line}:${column ?? 1}`}</code>} {message}
          </li>
        ))}
      </ul>
    )
  return (
    <>
      <pre>{JSON.stringify(preview.claims, null, 2)}</pre>
      <p className="hint">{preview.bytes} bytes in the token</p>
      {preview.warnings.map(({ message }) => (
        <p key={message} className="message message-warn">
          {message}
        </p>
      ))}
    </>
  )
}

/** @returns The preview; `null` while there is nobody to preview it for. */
function usePreview(sessionId: string | null, text: string, version: number): Preview | null {
  const [shown, setShown] = useState<{ readonly sessionId: string; readonly preview: Preview } | null>(null)
  useEffect(() => {
    if (sessionId === null) return
    let isCurrent = true
    const show = (preview: Preview): void => {
      if (isCurrent) setShown({ sessionId, preview })
    }
    const timer = setTimeout(() => {
      previewTemplate(sessionId, text).then(show, (error: unknown) =>
        show({ ok: false, problems: [{ message: String(error) }] }),
      )
    }, TYPING_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [sessionId, text, version])
  return shown !== null && shown.sessionId === sessionId ? shown.preview : null
}
