/** A card with a button that asks for something, and what was answered. */

import { type ReactNode, useState } from 'react'

type AskProps = {
  readonly title: string
  readonly hint: string
  readonly ask: () => Promise<Response>
}

type Answer = { readonly isGood: boolean; readonly text: string }

export function Ask({ title, hint, ask }: AskProps): ReactNode {
  const [answer, setAnswer] = useState<Answer | null>(null)

  async function send(): Promise<void> {
    setAnswer(null)
    setAnswer(await ask().then(read, failed))
  }

  return (
    <section className="ask" aria-label={title}>
      <div>
        <h2>{title}</h2>
        <p className="soft">{hint}</p>
      </div>
      <button onClick={() => void send()}>Show</button>
      {answer !== null && (
        <output className={answer.isGood ? 'good' : 'bad'}>
          <pre>{answer.text}</pre>
        </output>
      )}
    </section>
  )
}

async function read(response: Response): Promise<Answer> {
  const body = (await response.json()) as { readonly title?: string }
  if (!response.ok) return { isGood: false, text: `${response.status} ${body.title}` }
  return { isGood: true, text: JSON.stringify(body, null, 2) }
}

function failed(error: unknown): Answer {
  return { isGood: false, text: error instanceof Error ? error.message : 'This went wrong.' }
}
