/** The accounts of this browser, and one's devices. */

import { MultiSessionManager, SessionInfo } from '@coatcheck/sdk/react'
import type { ReactNode } from 'react'

export default function Sessions(): ReactNode {
  return (
    <>
      <h1>Sessions</h1>
      <p>
        <SessionInfo />
      </p>
      <MultiSessionManager />
    </>
  )
}
