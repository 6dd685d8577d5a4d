import { getAuth } from '@coatcheck/sdk/next'

export default async function legacy(request, response) {
  const { userId } = await getAuth(request)
  response.status(userId === null ? 401 : 200).json({ userId })
}
