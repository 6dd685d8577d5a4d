/** Where the pages and their forms live, written once for views and routes alike. */

/** The paths of pages, and of what their forms post to. */
export const PAGE_PATHS = {
  signIn: '/sign-in',
  signInWith: '/sign-in/with',
  secondFactor: '/second-factor',
  signUp: '/sign-up',
  forgotPassword: '/forgot-password',
  resetPassword: '/reset-password',
  verifyEmail: '/verify-email',
  invitation: '/invitation',
  device: '/device',
  authorize: '/oauth/authorize',
  consent: '/oauth/consent',
  endSession: '/oauth/logout',
  confirmEndSession: '/oauth/logout/confirm',
  outbox: '/outbox',
  account: '/account',
  activate: '/account/activate',
  signOut: '/account/sign-out',
  revoke: '/account/revoke',
  changePassword: '/account/password',
  changeEmail: '/account/email',
  editProfile: '/account/profile',
  sendVerification: '/account/verify-email',
  authenticator: '/account/authenticator',
  verifyAuthenticator: '/account/authenticator/verify',
  recoveryCodes: '/account/recovery-codes',
  removeFactor: '/account/factors/remove',
  apiKeys: '/account/api-keys',
  revokeApiKey: '/account/api-keys/revoke',
  revokeApplication: '/account/applications/revoke',
  connect: '/account/connect',
  disconnect: '/account/disconnect',
  deleteAccount: '/account/delete',
  exportData: '/account/export',
  stylesheet: '/assets/pages.css',
  script: '/assets/passkeys.js',
} as const

/** One of the paths above. */
export type PagePath = (typeof PAGE_PATHS)[keyof typeof PAGE_PATHS]

/** A link to a page that takes the visitor's destination along. */
export function linkTo(path: PagePath, redirectUrl: string | undefined): string {
  return redirectUrl === undefined ? path : `${path}?redirect_url=${encodeURIComponent(redirectUrl)}`
}
