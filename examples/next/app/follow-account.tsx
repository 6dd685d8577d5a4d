'use client'

/** Renders what the server renders anew when somebody else is signed in, or works for another team. */

import { useAuth } from '@coatcheck/sdk/react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'

export function FollowAccount(): null {
  const { userId, orgId } = useAuth()
  const router = useRouter()
  const account = orgId === undefined ? undefined : `${userId} ${orgId}`
  const shown = useRef(account)
  useEffect(() => {
    if (account === undefined || account === shown.current) return
    shown.current = account
    router.refresh()
  }, [account, router])
  return null
}
