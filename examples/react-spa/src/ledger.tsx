/** What the API of this application has for whom. */

import { useAuth, useClient, useReverification } from '@coatcheck/sdk/react'
import { type ReactNode, useCallback } from 'react'
import { Ask } from './ask.tsx'

export function Ledger(): ReactNode {
  const { getToken } = useAuth()
  const { authFetch } = useClient()
  const askNumber = useReverification(useCallback(() => authFetch('/api/account-number'), [authFetch]))
  return (
    <>
      <h1>Ledger</h1>
      <Ask title="Profile" hint="For everybody who is signed in" ask={() => authFetch('/api/profile')} />
      <Ask title="Report" hint="For admins" ask={() => authFetch('/api/report')} />
      <Ask title="Account number" hint="For who proved lately who they are" ask={askNumber} />
      <Ask
        title="Token for the archive"
        hint="For another service, by a template"
        ask={async () => Response.json(claimsOf(await getToken({ template: 'archive' })))}
      />
    </>
  )
}

/** What a token says. Whoever goes by it verifies it. */
function claimsOf(token: string | null): unknown {
  const payload = token?.split('.')[1] ?? ''
  return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
}
