/** Where people sign in. */

import { SignIn } from '@coatcheck/sdk/react'
import type { ReactNode } from 'react'

export default function SignInPage(): ReactNode {
  return <SignIn />
}
