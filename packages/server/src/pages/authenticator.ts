/** `/account/authenticator`: sets an authenticator app up. */

import { renderSVG } from 'uqr'
import { textField } from './form-field.ts'
import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { html, raw } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { PAGE_PATHS } from './paths.ts'

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
  const field = {
    name: 'code',
    label: 'Code',
    hint: 'The six digits that the app shows now.',
    autocomplete: 'one-time-code',
    inputMode: 'numeric',
  } as const
  return ticketPage({
    page: props,
    title: 'Set up an authenticator app',
    lead: 'Scan the code with the app, or type the key into it.',
    body: html`<div class="qr" role="img" aria-label="QR code of the key below">
        ${raw(renderSVG(props.url))}
      </div>
      <p>
        <span class="small-heading">Key</span>
        <code class="key" dir="ltr">${props.secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <p><a href="${props.url}">Open it in an app on this device</a></p>
      ${postForm(
        props,
        PAGE_PATHS.verifyAuthenticator,
        html`${textField(field, props.error)} ${submitButton({ text: 'Turn it on', look: 'primary' })}`,
        { acting_session_id: props.sessionId, factor_id: props.factorId },
      )}`,
    stub: html`<p><a href="${PAGE_PATHS.account}">Not now</a></p>`,
  })
}
