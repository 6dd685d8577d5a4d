/** One notice. Only who leads the team takes it down. */

import { withRole } from '@coatcheck/sdk/next'
import { takeDownNotice } from '../../../../notices.ts'

type Context = { readonly params: Promise<{ readonly id: string }> }

export const DELETE = withRole('org:admin', async (_request, { orgId }, { params }: Context) => {
  if (orgId !== null) takeDownNotice(orgId, (await params).id)
  return new Response(null, { status: 204 })
})
