/** A button that the script of passkeys brings to life; without it there is nothing to see. */

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

/** The button. */
export function passkeyButton({ act, text, sessionId, next }: PasskeyButton): Html {
  const data = { 'data-passkey': act, 'data-session': sessionId, 'data-next': next }
  return html`<div class="passkey" hidden ${attributes(data)}>
    <button class="button button-secondary" type="button">${text}</button>
    <p class="field-error" role="status"></p>
    ${
      act === 'register' &&
      html`<div data-codes hidden>
        ${recoveryCodesText([])}
        <p><a class="button button-primary" href="${PAGE_PATHS.account}">I have kept them</a></p>
      </div>`
    }
  </div>`
}
