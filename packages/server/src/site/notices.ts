/** What a page says after something was done: a closed list, so that a link can make a page say nothing else. */

import type { PageError, PageNotice } from '../pages/page.ts'

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
  api_key_revoked: 'The key is revoked: no program can use it any more.',
  identity_added: 'It is connected, and signs you in from now on.',
  identity_removed: 'It is disconnected.',
  email_verified: 'Your address is confirmed, and you are signed in.',
  email_change_sent: 'A link is on its way to the new address. Open it to make the change.',
  verification_sent: 'A mail to confirm your address is on its way.',
}

/** The notice of that code. */
export function noticeOf(code: string | null): PageNotice | undefined {
  const message = code === null || !Object.hasOwn(NOTICES, code) ? undefined : NOTICES[code]
  return code === null || message === undefined ? undefined : { code, message }
}

/** What went wrong on the way back from an upstream. */
const ERRORS_NAMED: { readonly [code: string]: string } = {
  upstream_sign_in_invalid: 'That sign-in took too long, or was finished before. Start it once more.',
  upstream_sign_in_refused: 'You were not signed in there. Try once more, or choose another way.',
  upstream_token_invalid: 'You could not be signed in that way. Try once more, or choose another way.',
  email_taken:
    'Your address belongs to an account that exists here already. Sign in to that one, then connect this way in its settings.',
  sign_up_closed: 'Nobody here is known by that account yet, and new accounts are made by invitation.',
  email_domain_not_allowed: 'Accounts here need an address of certain domains, which yours there is not.',
  identity_taken: 'That account signs somebody else in here already.',
  session_limit_reached:
    'You are signed in on as many devices as this service allows. Sign out on another one first.',
  hook_refused: 'This service does not let you in.',
  hook_failed: 'A check that this service makes first could not be made. Try once more in a moment.',
  rate_limited: 'Too many attempts. Wait a little and try once more.',
}

/** The error of that code. */
export function errorNamed(code: string | null): PageError | undefined {
  const message = code === null || !Object.hasOwn(ERRORS_NAMED, code) ? undefined : ERRORS_NAMED[code]
  return code === null || message === undefined ? undefined : { code, message }
}
