/** `/device`: a person types the code that another device shows, sees what is asked for, and says yes or no. */

import { textField } from './form-field.ts'
import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { icon } from './icons.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'
import { type Person, personLine } from './person.ts'
import { timeElement } from './time.ts'
import { unverifiedWarning } from './unverified.ts'

/** A device that waits, as its person sees it. */
export type WaitingDevice = {
  /** `WDJB-MJHT`. */
  readonly userCode: string
  /** What the application calls itself. */
  readonly application: string
  /** An administrator has looked at it. */
  readonly isVerified: boolean
  /** What each scope lets it do, in words that follow "It will be able to". */
  readonly permissions: readonly string[]
  /** What its User-Agent says, such as `Linux`; `null` for nothing. */
  readonly description: string | null
  readonly address: string | null
  /** Whether it asked from the address that this browser has. */
  readonly sameAddress: boolean
  readonly askedAtMs: number
  readonly nowMs: number
}

/** What the page says. */
export type DeviceState =
  | { readonly kind: 'enter'; readonly userCode?: string | undefined }
  | {
      readonly kind: 'confirm'
      readonly device: WaitingDevice
      readonly person: Person
      readonly sessionId: string
      /** This page, for whoever takes another account. */
      readonly here: string
    }
  | { readonly kind: 'acting' | 'approved' | 'denied' }

/** What it shows. `enter` sends `user_code`; `confirm` also `session_id`, and `decision`: `approve` or `deny`. */
export type DeviceProps = PageProps & { readonly state: DeviceState }

/** The page. */
export function devicePage(props: DeviceProps): Html {
  const { state } = props
  switch (state.kind) {
    case 'enter':
      return ticketPage({
        page: props,
        title: 'Connect a device',
        lead: 'Type the code that the application or device shows you.',
        body: codeForm(props, state.userCode),
      })
    case 'confirm':
      return confirmPage(props, state)
    case 'acting':
      return ticketPage({
        page: props,
        title: 'Not while you act as somebody',
        lead: 'Only the people themselves can connect devices to their accounts.',
      })
    case 'approved':
      return ticketPage({
        page: props,
        title: 'The device is connected',
        lead: 'Go back to it: it goes on by itself. You can close this page.',
        stub: html`<p>
          Changed your mind? <a href="${PAGE_PATHS.account}">Sign it out on your account page</a>
        </p>`,
      })
    case 'denied':
      return ticketPage({
        page: props,
        title: 'The device was turned away',
        lead: 'It gets nothing of yours. You can close this page.',
      })
  }
}

function codeForm(props: DeviceProps, userCode: string | undefined): Html {
  const field = {
    name: 'user_code',
    label: 'Code',
    hint: 'Eight letters, such as WDJB-MJHT. The case and the dash make no difference.',
    autocomplete: 'off',
    value: userCode,
    autofocus: true,
  } as const
  return postForm(
    props,
    PAGE_PATHS.device,
    html`${textField(field, props.error)} ${submitButton({ text: 'Continue', look: 'primary' })}`,
  )
}

function confirmPage(props: DeviceProps, state: Extract<DeviceState, { kind: 'confirm' }>): Html {
  const { device, person, sessionId, here } = state
  const { application, userCode } = device
  return ticketPage({
    page: props,
    title: 'Is this your device?',
    lead: html`<bdi class="strong">${application}</bdi> wants to use your account.`,
    body: html`<div class="user-code-box">
        <p>Its screen has to show this code:</p>
        <p class="user-code">${userCode}</p>
      </div>
      <div class="message message-warn" role="note">
        ${icon('alert')}
        <p>
          Go on only if you started this yourself, just now, on a device that you have before you. If somebody
          sent you this link or code, turn it away: they would be let into your account.
        </p>
      </div>
      ${!device.isVerified && unverifiedWarning()}
      <dl class="asked">
        <div>
          <dt>Device</dt>
          <dd><bdi>${device.description ?? 'Unknown device'}</bdi></dd>
        </div>
        <div>
          <dt>Address</dt>
          <dd>${addressOf(device)}</dd>
        </div>
        <div>
          <dt>Asked</dt>
          <dd>${timeElement(device.askedAtMs, device.nowMs)}</dd>
        </div>
        ${device.permissions.length > 0 && permissions(device)}
      </dl>
      <div class="person">${personLine(person)}</div>
      ${postForm(
        props,
        PAGE_PATHS.device,
        html`<div class="decision">
          ${submitButton({ text: 'Turn it away', name: 'decision', value: 'deny' })}
          ${submitButton({ text: 'Connect it', look: 'primary', name: 'decision', value: 'approve' })}
        </div>`,
        { user_code: userCode, session_id: sessionId },
      )}`,
    stub: html`<p>Not you? <a href="${linkTo(PAGE_PATHS.signIn, here)}">Use another account</a></p>`,
  })
}

function permissions({ permissions: all }: WaitingDevice): Html {
  return html`<div>
    <dt>It will be able to</dt>
    <dd>
      <ul>
        ${all.map((permission) => html`<li><bdi>${permission}</bdi></li>`)}
      </ul>
    </dd>
  </div>`
}

function addressOf({ address, sameAddress }: WaitingDevice): Html {
  if (address === null) return html`Unknown`
  const whose = sameAddress ? 'the same as this browser’s' : 'not the one of this browser'
  return html`<bdi>${address}</bdi>, ${whose}`
}
