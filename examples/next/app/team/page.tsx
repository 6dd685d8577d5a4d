/** The team that one works in: who is in it, and as what. */

import { OrganizationProfile } from '@coatcheck/sdk/react'
import type { ReactNode } from 'react'

export default function Team(): ReactNode {
  return (
    <>
      <h1>Team</h1>
      <OrganizationProfile />
    </>
  )
}
