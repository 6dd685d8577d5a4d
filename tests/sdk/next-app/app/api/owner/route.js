import { withRole } from '@coatcheck/sdk/next'

export const GET = withRole('owner', (_request, { userId }) => Response.json({ userId }))
