/** `<Protect>`: shows its content to who may see it. It hides, and guards nothing: a backend decides. */

import type { ReactNode } from 'react'
import type { HasParams, Reverification } from '../../backend/has.ts'
import { useAuth } from './use-auth.ts'

/** What is asked. All of it must hold; without any of it, being signed in is enough. */
export type ProtectProps = {
  readonly children?: ReactNode
  /** Shown to who may not see it, and to who is not signed in. */
  readonly fallback?: ReactNode
  readonly role?: string
  readonly permission?: string
  readonly reverification?: Reverification
  /** Asks in its own words. */
  readonly condition?: (has: (asked: HasParams) => boolean) => boolean
}

/** Shows its content, or the fallback; nothing while it is not known yet what the person may do. */
export function Protect({ children, fallback = null, condition, ...asked }: ProtectProps): ReactNode {
  const auth = useAuth()
  if (!auth.isLoaded) return null
  if (!auth.isSignedIn) return fallback
  const params = definedOf(asked)
  const needsClaims = condition !== undefined || Object.keys(params).length > 0
  if (!needsClaims) return children
  if (auth.sessionClaims === undefined) return null
  const isAllowed =
    (Object.keys(params).length === 0 || auth.has(params)) && (condition === undefined || condition(auth.has))
  return isAllowed ? children : fallback
}

/** `has` denies what is asked without a value: here, what was left out is not asked. */
function definedOf({ role, permission, reverification }: HasParams): HasParams {
  return {
    ...(role !== undefined && { role }),
    ...(permission !== undefined && { permission }),
    ...(reverification !== undefined && { reverification }),
  }
}
