/** What every page is given, whatever it shows. */

import type { Look } from '../appearance/look.ts'
import type { Locale, Said } from '../locale/locale.ts'
import type { NoticeCode } from '../messages/codes.ts'

/** The names of the fields that forms send and that an error can point at. A field's `id` is its name. */
export type FieldName =
  | 'email'
  | 'password'
  | 'remember_me'
  | 'first_name'
  | 'last_name'
  | 'locale'
  | 'current_password'
  | 'new_password'
  | 'confirm'
  | 'new_email'
  | 'email_password'
  | 'code'
  | 'recovery_code'
  | 'key_name'
  | 'key_scopes'
  | 'key_expiry'
  | 'key_days'
  | 'user_code'

/** Good or neutral news to show on top of a page. */
export type PageNotice = { readonly code: NoticeCode }

/** Why the last attempt failed; with `field`, the field to mend is marked and linked. */
export type PageError = {
  /** Stable. */
  readonly code: string
  readonly message: Said
  readonly field?: FieldName | undefined
}

/** How a page looks, and the language that it is in. */
export type PageSetting = { readonly look: Look; readonly locale: Locale }

/** The props that all pages share. */
export type PageProps = PageSetting & {
  /** Goes into every form as the hidden field `csrf_token`. */
  readonly csrfToken: string
  readonly notice?: PageNotice | undefined
  readonly error?: PageError | undefined
  /** Where to go after success, already checked against the allowed origins: the hidden field `redirect_url`. */
  readonly redirectUrl?: string | undefined
}
