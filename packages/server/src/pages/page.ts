/** What every page is given, whatever it shows. */

/** The names of the fields that forms send and that an error can point at. A field's `id` is its name. */
export type FieldName =
  | 'email'
  | 'password'
  | 'remember_me'
  | 'first_name'
  | 'last_name'
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

/** Good or neutral news to show on top of a page. `code` is stable, `message` is for people. */
export type PageNotice = {
  readonly code: string
  readonly message: string
}

/** Why the last attempt failed; with `field`, the field to mend is marked and linked. */
export type PageError = PageNotice & {
  readonly field?: FieldName | undefined
}

/** The props that all pages share. */
export type PageProps = {
  /** The name of the application that people sign in to; `Coatcheck` unless set. */
  readonly appName?: string | undefined
  /** Goes into every form as the hidden field `csrf_token`. */
  readonly csrfToken: string
  readonly notice?: PageNotice | undefined
  readonly error?: PageError | undefined
  /** Where to go after success, already checked against the allowed origins: the hidden field `redirect_url`. */
  readonly redirectUrl?: string | undefined
}

/** The name that a page shows for the application. */
export function appNameOf(props: Pick<PageProps, 'appName'>): string {
  return props.appName ?? 'Coatcheck'
}
