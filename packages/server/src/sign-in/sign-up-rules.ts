/** Who may have an account here: obeyed by every way in. */

import { emailDomain, type EmailAddress } from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import type { Settings } from '../config/settings.ts'

/** Why a new account is refused; `null` when it is not. */
export function refuseSignUp(settings: Settings, email: EmailAddress | null): ErrorCode | null {
  return settings.signUp === 'open' ? refuseDomain(settings, email) : 'sign_up_closed'
}

/** Why no account may have this address; `null` when one may. */
export function refuseDomain(
  { allowedEmailDomains }: Settings,
  email: EmailAddress | null,
): 'email_domain_not_allowed' | null {
  if (allowedEmailDomains.length === 0) return null
  return email !== null && allowedEmailDomains.includes(emailDomain(email))
    ? null
    : 'email_domain_not_allowed'
}
