import { auth } from '@coatcheck/sdk/next/server'

export default async function FrontPage() {
  const { userId } = await auth()
  return `front page of ${userId ?? 'nobody'}`
}
