/** What is shown to who is signed in, and what to who is not. Neither shows while that is not known yet. */

import type { ReactNode } from 'react'
import { useClientState } from '../provider/use-client.ts'

/** What is shown. */
export type ChildrenProps = { readonly children?: ReactNode }

/** Shows its content to who is signed in. */
export function SignedIn({ children }: ChildrenProps): ReactNode {
  const { isLoaded, session } = useClientState()
  return isLoaded && session !== null ? children : null
}

/** Shows its content when nobody is signed in. */
export function SignedOut({ children }: ChildrenProps): ReactNode {
  const { isLoaded, session } = useClientState()
  return isLoaded && session === null ? children : null
}
