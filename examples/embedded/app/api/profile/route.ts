/** Who is calling: by the session cookie of a page, or by a token in `Authorization`. */

import { running } from '../../../coatcheck.ts'

export async function GET(request: Request): Promise<Response> {
  const { auth } = await running()
  return await auth.withAuth((_request, { userId, sessionId, sessionClaims }) =>
    Response.json({ userId, sessionId, email: sessionClaims['email'] }),
  )(request)
}
