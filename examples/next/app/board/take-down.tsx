'use client'

/** The button that takes a notice down. The server says who may: a token that is out of date is renewed on the way. */

import { useClient } from '@coatcheck/sdk/react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'

export function TakeDown({ id }: { readonly id: string }): ReactNode {
  const { authFetch } = useClient()
  const router = useRouter()
  const [problem, setProblem] = useState<string | null>(null)

  async function takeDown(): Promise<void> {
    const response = await authFetch(`/api/notices/${id}`, { method: 'DELETE' })
    if (response.ok) router.refresh()
    else setProblem(response.status === 403 ? 'Only who leads the team may do this.' : 'This went wrong.')
  }

  return (
    <>
      <button onClick={() => void takeDown()}>Take down</button>
      {problem !== null && <span role="alert">{problem}</span>}
    </>
  )
}
