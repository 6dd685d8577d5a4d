/**
 * Forms of the account page. Each names the session it acts for, so that a form in one tab does not act on the account
 * that another tab has switched to meanwhile.
 */

import type { ButtonLook, HiddenFields } from '../form.ts'
import { postForm, submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import type { PagePath } from '../paths.ts'
import { PAGE_PATHS } from '../paths.ts'
import type { AccountProps } from './account-props.ts'

/** A form of the account page that posts to `action`. */
export function accountForm(
  props: AccountProps,
  action: PagePath,
  body: unknown,
  hidden: HiddenFields = {},
): Html {
  return postForm(props, action, body, { acting_session_id: props.sessionId, ...hidden })
}

/** A button that signs one session of this browser out. */
export function signOutForm(
  props: AccountProps,
  button: { readonly sessionId: string; readonly text: string; readonly label: string },
): Html {
  return accountForm(props, PAGE_PATHS.signOut, submitButton(button), { session_id: button.sessionId })
}

/** A button that signs many sessions of the user out: all but this one, or all. */
export function signOutScopeForm(
  props: AccountProps,
  button: { readonly scope: 'others' | 'global'; readonly text: string; readonly look?: ButtonLook },
): Html {
  return accountForm(props, PAGE_PATHS.signOut, submitButton(button), { scope: button.scope })
}
