/** Copies the token itself, which the page never shows. */

import { type ReactNode, useState } from 'react'
import { usePlayground } from '../playground-context.ts'

/** The button. */
export function CopyToken(): ReactNode {
  const { client } = usePlayground()
  const [said, setSaid] = useState('Copy')
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText((await client.getToken()) ?? '')
      setSaid('Copied')
    } catch {
      setSaid('Not allowed here') // the browser refused the clipboard, or there is no token just now
    }
  }
  return (
    <button type="button" className="button button-secondary button-small" onClick={() => void copy()}>
      {said}
    </button>
  )
}
