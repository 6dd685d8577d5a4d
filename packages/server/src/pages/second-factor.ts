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
  const { sessionId } = props
  const passkey = passkeyButton({
    act: 'second-factor',
    text: 'Use a passkey',
    sessionId,
    next: props.redirectUrl ?? PAGE_PATHS.account,
  })
  const cancel = postForm(props, PAGE_PATHS.signOut, submitButton({ text: 'Cancel' }), {
    session_id: sessionId,
  })
  return ticketPage({
    page: props,
    title: 'One more step',
    lead: props.email === null ? undefined : html`Signing in as <bdi>${props.email}</bdi>`,
    withScript: true,
    body: html`${props.hasTotp && codeForm(props)} ${props.hasPasskey && passkey}
    ${props.hasPasskey && html`<noscript><p>A passkey needs JavaScript.</p></noscript>`}
    ${props.hasRecoveryCodes && recoveryForm(props)}`,
    stub: cancel,
  })
}

function codeForm(props: SecondFactorProps): Html {
  const field = {
    name: 'code',
    label: 'Code',
    hint: 'The six digits that your authenticator app shows.',
    autocomplete: 'one-time-code',
    inputMode: 'numeric',
    autofocus: true,
  } as const
  return postForm(
    props,
    PAGE_PATHS.secondFactor,
    html`${textField(field, props.error)} ${submitButton({ text: 'Continue', look: 'primary' })}`,
    { acting_session_id: props.sessionId },
  )
}

function recoveryForm(props: SecondFactorProps): Html {
  // The form stays open when it is the one that failed, or there is no other.
  const open = props.error?.field === 'recovery_code' || !(props.hasTotp || props.hasPasskey)
  const field = { name: 'recovery_code', label: 'Recovery code', autocomplete: 'off' } as const
  return html`<details class="disclosure" ${attributes({ open })}>
    <summary>Use a recovery code</summary>
    ${postForm(
      props,
      PAGE_PATHS.secondFactor,
      html`${textField(field, props.error)}
        <div class="actions">${submitButton({ text: 'Continue with it' })}</div>`,
      { acting_session_id: props.sessionId },
    )}
  </details>`
}
