/** The board of one's team: everybody pins, who leads the team takes down. */

import { auth } from '@coatcheck/sdk/next/server'
import type { ReactNode } from 'react'
import { noticesOf } from '../../notices.ts'
import { pin } from '../actions.ts'
import { TakeDown } from './take-down.tsx'

export default async function Board(): Promise<ReactNode> {
  const { orgId } = await auth.protect()
  if (orgId === null) return <p>Choose a team above, or make one: this is where its notices hang.</p>
  const notices = noticesOf(orgId)
  return (
    <>
      <h1>Board</h1>
      <form action={pin} className="pin">
        <label>
          Notice <input name="text" required maxLength={200} autoComplete="off" />
        </label>
        <button>Pin</button>
      </form>
      {notices.length === 0 && <p>Nothing hangs here yet.</p>}
      <ul className="notices">
        {notices.map(({ id, text, author }) => (
          <li key={id}>
            <p>{text}</p>
            <small>{author}</small>
            <TakeDown id={id} />
          </li>
        ))}
      </ul>
    </>
  )
}
