import { auth } from '@coatcheck/sdk/next/server'

async function me() {
  const { userId, sessionId, sessionClaims } = await auth()
  if (userId === null) return Response.json({ error: 'Unauthorized' }, { status: 401 })
  return Response.json({ userId, sessionId, issuer: sessionClaims.iss })
}

export { me as GET, me as POST }
