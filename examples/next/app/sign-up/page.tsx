/** Where people sign up. */

import { SignUp } from '@coatcheck/sdk/react'
import type { ReactNode } from 'react'

export default function SignUpPage(): ReactNode {
  return <SignUp />
}
