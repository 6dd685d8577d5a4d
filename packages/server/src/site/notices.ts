/** What a page says after something was done: a closed list, so that a link can make a page say nothing else. */

import type { PageNotice } from '../pages/page.ts'

const NOTICES: { readonly [code: string]: string } = {
  redirect_refused: 'The page you came from is not one that we may send you back to.',
  reverify: 'Please sign in once more: this needs a recent proof that it is you.',
  signed_out: 'You are signed out.',
  deletion_requested: 'Your account is marked for deletion. Sign in within seven days to keep it.',
  password_changed: 'Your password is changed. All your other devices were signed out.',
  profile_saved: 'Your profile is saved.',
  application_removed: 'The application is removed, and all that it held has ended.',
  device_signed_out: 'That device is signed out.',
  others_signed_out: 'All your other devices are signed out.',
  authenticator_on: 'Your authenticator app is on. Your recovery codes stay as they were.',
  passkey_added: 'Your passkey is added.',
  factor_removed: 'It is removed.',
  email_verified: 'Your address is confirmed, and you are signed in.',
  email_change_sent: 'A link is on its way to the new address. Open it to make the change.',
  verification_sent: 'A mail to confirm your address is on its way.',
}

/** The notice of that code. */
export function noticeOf(code: string | null): PageNotice | undefined {
  const message = code === null || !Object.hasOwn(NOTICES, code) ? undefined : NOTICES[code]
  return code === null || message === undefined ? undefined : { code, message }
}
