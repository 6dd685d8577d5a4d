/** `/account/authenticator`: sets an authenticator app up. */

import { renderSVG } from 'uqr'
import { textField } from './form-field.ts'
import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { html, raw } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { PAGE_PATHS } from './paths.ts'

/** The white around the code, without which some cameras do not find it (four modules, by ISO/IEC 18004). */
const QUIET_ZONE = 4

/** What it shows. Its form sends `factor_id`, `code` and `acting_session_id`. */
export type AuthenticatorProps = PageProps & {
  readonly sessionId: string
  readonly factorId: string
  /** Base32. */
  readonly secret: string
  /** `otpauth://...` */
  readonly url: string
}

/** The page. */
export function authenticatorPage(props: AuthenticatorProps): Html {
  const { common, factors } = props.locale.messages
  const field = {
    name: 'code',
    label: common.code,
    hint: factors.codeNow,
    autocomplete: 'one-time-code',
    inputMode: 'numeric',
  } as const
  return ticketPage({
    page: props,
    title: factors.setUpTitle,
    lead: factors.setUp,
    body: html`<div class="qr" role="img" aria-label="${factors.qrCode}">
        ${raw(renderSVG(props.url, { border: QUIET_ZONE }))}
      </div>
      <p>
        <span class="small-heading">${common.key}</span>
        <code class="key" dir="ltr">${props.secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <p><a href="${props.url}">${factors.openOnThisDevice}</a></p>
      ${postForm(
        props,
        PAGE_PATHS.verifyAuthenticator,
        html`${textField(props, field)} ${submitButton({ text: factors.turnOn, look: 'primary' })}`,
        { acting_session_id: props.sessionId, factor_id: props.factorId },
      )}`,
    stub: html`<p><a href="${PAGE_PATHS.account}">${factors.notNow}</a></p>`,
  })
}
