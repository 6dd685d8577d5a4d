import { withAuth } from '@coatcheck/sdk/next'

export const POST = withAuth(async (_request, { userId }, { params }) =>
  Response.json({ userId, id: (await params).id }),
)
