import { auth } from '@coatcheck/sdk/next/server'

/** Protects itself. */
export default async function AccountPage() {
  const { userId } = await auth.protect()
  return `account of ${userId}`
}
