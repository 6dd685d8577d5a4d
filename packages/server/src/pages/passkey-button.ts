/** A button that the script of passkeys brings to life; without it there is nothing to see. */

import type { Locale } from '../locale/locale.ts'
import type { Html } from './html.ts'
import { attributes, html } from './html.ts'
import { PAGE_PATHS } from './paths.ts'
import { recoveryCodesText } from './recovery-codes.ts'

/** What it does, for which session, and where to go afterwards. */
export type PasskeyButton = {
  readonly act: 'sign-in' | 'second-factor' | 'register'
  readonly text: string
  readonly sessionId?: string
  readonly next: string
}

/** What the script may run into; everything else is said by one sentence. */
const ERRORS = [
  'credentials_invalid',
  'factor_invalid',
  'reverification_required',
  'actor_not_allowed',
  'session_limit_reached',
  'client_superseded',
  'passkey_taken',
  'too_many_factors',
  'hook_refused',
  'hook_failed',
  'rate_limited',
  'server_busy',
] as const

/** The button. It brings along what the script says, since the script is the same in every language. */
export function passkeyButton(locale: Locale, { act, text, sessionId, next }: PasskeyButton): Html {
  const { errors, factors } = locale.messages
  const data = {
    'data-passkey': act,
    'data-session': sessionId,
    'data-next': next,
    'data-failed': factors.passkeyFailed,
    'data-errors': JSON.stringify(Object.fromEntries(ERRORS.map((code) => [code, errors[code]]))),
  }
  return html`<div class="passkey" hidden ${attributes(data)}>
    <button class="button button-secondary" type="button">${text}</button>
    <p class="field-error" role="status"></p>
    ${
      act === 'register' &&
      html`<div data-codes hidden>
        ${recoveryCodesText(locale, [])}
        <p><a class="button button-primary" href="${PAGE_PATHS.account}">${factors.keptThem}</a></p>
      </div>`
    }
  </div>`
}
