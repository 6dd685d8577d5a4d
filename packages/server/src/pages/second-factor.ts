/** `/second-factor`: the second half of a sign-in. */

import { textField } from './form-field.ts'
import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { attributes, html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { passkeyButton } from './passkey-button.ts'
import { PAGE_PATHS } from './paths.ts'

/** What it shows. Its forms send `code` or `recovery_code`, and `acting_session_id`. */
export type SecondFactorProps = PageProps & {
  /** The session that waits. */
  readonly sessionId: string
  /** Whom it is of. */
  readonly email: string | null
  readonly hasTotp: boolean
  readonly hasPasskey: boolean
  readonly hasRecoveryCodes: boolean
}

/** The page. */
export function secondFactorPage(props: SecondFactorProps): Html {
  const { sessionId, locale } = props
  const { common, factors } = locale.messages
  const passkey = passkeyButton(locale, {
    act: 'second-factor',
    text: factors.usePasskey,
    sessionId,
    next: props.redirectUrl ?? PAGE_PATHS.account,
  })
  const cancel = postForm(props, PAGE_PATHS.signOut, submitButton({ text: common.cancel }), {
    session_id: sessionId,
  })
  return ticketPage({
    page: props,
    title: factors.oneMoreStep,
    lead: props.email === null ? undefined : factors.signingInAs(html`<bdi>${props.email}</bdi>`),
    withScript: true,
    body: html`${props.hasTotp && codeForm(props)} ${props.hasPasskey && passkey}
    ${props.hasPasskey && html`<noscript><p>${factors.passkeyNeedsScript}</p></noscript>`}
    ${props.hasRecoveryCodes && recoveryForm(props)}`,
    stub: cancel,
  })
}

function codeForm(props: SecondFactorProps): Html {
  const { common, factors } = props.locale.messages
  const field = {
    name: 'code',
    label: common.code,
    hint: factors.codeOfApp,
    autocomplete: 'one-time-code',
    inputMode: 'numeric',
    autofocus: true,
  } as const
  return postForm(
    props,
    PAGE_PATHS.secondFactor,
    html`${textField(props, field)} ${submitButton({ text: common.continue, look: 'primary' })}`,
    { acting_session_id: props.sessionId },
  )
}

function recoveryForm(props: SecondFactorProps): Html {
  const { factors } = props.locale.messages
  // The form stays open when it is the one that failed, or there is no other.
  const open = props.error?.field === 'recovery_code' || !(props.hasTotp || props.hasPasskey)
  const field = { name: 'recovery_code', label: factors.recoveryCode, autocomplete: 'off' } as const
  return html`<details class="disclosure" ${attributes({ open })}>
    <summary>${factors.useRecoveryCode}</summary>
    ${postForm(
      props,
      PAGE_PATHS.secondFactor,
      html`${textField(props, field)}
        <div class="actions">${submitButton({ text: factors.continueWithIt })}</div>`,
      { acting_session_id: props.sessionId },
    )}
  </details>`
}
