/** Mounts the pages: every GET and every form, and the stylesheet. */

import type { Context, Hono } from 'hono'
import type { AppEnv } from '../http/router.ts'
import { PAGE_PATHS } from '../pages/paths.ts'
import { SCRIPT, SCRIPT_TAG } from '../pages/script.ts'
import type { Server } from '../server.ts'
import {
  downloadExport,
  showAccount,
  submitActivate,
  submitDelete,
  submitEmailChange,
  submitPassword,
  submitProfile,
  submitRevoke,
  submitRevokeApplication,
  submitSendVerification,
  submitSignOut,
} from './account-pages.ts'
import { submitApiKey, submitRevokeApiKey } from './api-key-pages.ts'
import { showDevice, submitDevice } from './device-pages.ts'
import { showAuthorize, submitConsent } from './authorize-pages.ts'
import { showEndSession, submitEndSession } from './end-session-pages.ts'
import { showInvitation, submitInvitation } from './invitation-pages.ts'
import {
  showForgotPassword,
  showOutbox,
  showResetPassword,
  showVerifyEmail,
  submitForgotPassword,
  submitResetPassword,
  submitVerifyEmail,
} from './mail-link-pages.ts'
import {
  showSecondFactor,
  submitAuthenticator,
  submitRecoveryCodes,
  submitRemoveFactor,
  submitSecondFactor,
  submitVerifyAuthenticator,
} from './factor-pages.ts'
import { leaveFor, seeOther } from './page-answer.ts'
import { type PageRequest, readFormText, readPageRequest } from './page-request.ts'
import { showSignIn, showSignUp, submitSignIn, submitSignUp } from './sign-in-pages.ts'
import { returnFromUpstream, submitConnect, submitDisconnect, submitSignInWith } from './upstream-pages.ts'

type PageHandler = (page: PageRequest) => Promise<Response>

const SHOWS: readonly (readonly [path: string, handler: PageHandler])[] = [
  [PAGE_PATHS.signIn, (page) => showSignIn(page)],
  [PAGE_PATHS.secondFactor, (page) => showSecondFactor(page)],
  [PAGE_PATHS.authenticator, async () => seeOther(PAGE_PATHS.account)],
  [PAGE_PATHS.apiKeys, async () => seeOther(PAGE_PATHS.account)],
  [PAGE_PATHS.signUp, (page) => showSignUp(page)],
  [PAGE_PATHS.forgotPassword, (page) => showForgotPassword(page)],
  [PAGE_PATHS.resetPassword, showResetPassword],
  [PAGE_PATHS.verifyEmail, showVerifyEmail],
  [PAGE_PATHS.invitation, showInvitation],
  [PAGE_PATHS.device, showDevice],
  [PAGE_PATHS.account, (page) => showAccount(page)],
  [PAGE_PATHS.exportData, downloadExport],
  [PAGE_PATHS.outbox, showOutbox],
  [PAGE_PATHS.authorize, showAuthorize],
  [PAGE_PATHS.consent, async () => seeOther(PAGE_PATHS.account)],
  [PAGE_PATHS.endSession, showEndSession],
  [`${PAGE_PATHS.signInWith}/:id/callback`, returnFromUpstream],
  [PAGE_PATHS.signInWith, async () => seeOther(PAGE_PATHS.signIn)],
]

const SUBMITS: readonly (readonly [path: string, handler: PageHandler])[] = [
  [PAGE_PATHS.signIn, submitSignIn],
  [PAGE_PATHS.signInWith, submitSignInWith],
  [PAGE_PATHS.secondFactor, submitSecondFactor],
  [PAGE_PATHS.signUp, submitSignUp],
  [PAGE_PATHS.forgotPassword, submitForgotPassword],
  [PAGE_PATHS.resetPassword, submitResetPassword],
  [PAGE_PATHS.verifyEmail, submitVerifyEmail],
  [PAGE_PATHS.invitation, submitInvitation],
  [PAGE_PATHS.device, submitDevice],
  [PAGE_PATHS.activate, submitActivate],
  [PAGE_PATHS.signOut, submitSignOut],
  [PAGE_PATHS.revoke, submitRevoke],
  [PAGE_PATHS.revokeApplication, submitRevokeApplication],
  [PAGE_PATHS.changePassword, submitPassword],
  [PAGE_PATHS.changeEmail, submitEmailChange],
  [PAGE_PATHS.editProfile, submitProfile],
  [PAGE_PATHS.sendVerification, submitSendVerification],
  [PAGE_PATHS.authenticator, submitAuthenticator],
  [PAGE_PATHS.verifyAuthenticator, submitVerifyAuthenticator],
  [PAGE_PATHS.recoveryCodes, submitRecoveryCodes],
  [PAGE_PATHS.removeFactor, submitRemoveFactor],
  [PAGE_PATHS.apiKeys, submitApiKey],
  [PAGE_PATHS.revokeApiKey, submitRevokeApiKey],
  [PAGE_PATHS.connect, submitConnect],
  [PAGE_PATHS.disconnect, submitDisconnect],
  [PAGE_PATHS.deleteAccount, submitDelete],
  [PAGE_PATHS.consent, submitConsent],
  [PAGE_PATHS.confirmEndSession, submitEndSession],
]

/** How long a query may get, in bytes: with it, the head of a request is not to become too large. */
const MAX_QUERY = 8_192

/** Mounts them. */
export function mountPages(app: Hono<AppEnv>, server: Server): void {
  const handle = (handler: PageHandler) => async (c: Context<AppEnv>) => {
    const page = await readPageRequest(server, c)
    return page instanceof Response ? page : await handler(page)
  }
  for (const [path, handler] of SHOWS) app.get(path, handle(handler))
  for (const [path, handler] of SUBMITS) app.post(path, handle(handler))
  for (const path of [PAGE_PATHS.authorize, PAGE_PATHS.endSession])
    app.post(path, (c) => asQuery(server, path, c.req.raw))
  app.get('/', () => seeOther(PAGE_PATHS.account))
  const { stylesheet } = server.look
  app.get(PAGE_PATHS.stylesheet, () => asset(stylesheet.text, 'text/css', stylesheet.tag))
  app.get(PAGE_PATHS.script, () => asset(SCRIPT, 'text/javascript', SCRIPT_TAG))
}

/** What an application posts here, without a cookie of ours, comes again as a query, with them. */
async function asQuery(server: Server, path: string, request: Request): Promise<Response> {
  const form = await readFormText(server, request, MAX_QUERY)
  return form instanceof Response ? form : leaveFor(`${path}?${form}`)
}

function asset(text: string, type: string, tag: string): Response {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'public, max-age=31536000, immutable',
    etag: `"${tag}"`,
    'x-content-type-options': 'nosniff',
  }
  return new Response(text, { headers })
}
