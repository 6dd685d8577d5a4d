/** Who is calling: by the session cookie of a page, or by a token in `Authorization`. */

import { withAuth } from '@coatcheck/sdk/next'

export const GET = withAuth((_request, { userId, sessionId, orgId, orgRole, sessionClaims }) =>
  Response.json({ userId, sessionId, email: sessionClaims['email'], orgId, orgRole }),
)
