/** `/device`: a person types the code that another device shows, sees what is asked for, and says yes or no. */

import type { Locale } from '../locale/locale.ts'
import { deviceName } from './device-name.ts'
import { textField } from './form-field.ts'
import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { icon } from './icons.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'
import { type Person, personLine } from './person.ts'
import { linkSaying, strong } from './phrases.ts'
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
  readonly browser: string | null
  readonly operatingSystem: string | null
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
  const { device } = props.locale.messages
  switch (state.kind) {
    case 'enter':
      return ticketPage({
        page: props,
        title: device.connectTitle,
        lead: device.connect,
        body: codeForm(props, state.userCode),
      })
    case 'confirm':
      return confirmPage(props, state)
    case 'acting':
      return ticketPage({
        page: props,
        title: device.actingTitle,
        lead: device.acting,
      })
    case 'approved':
      return ticketPage({
        page: props,
        title: device.connectedTitle,
        lead: device.connected,
        stub: html`<p>${device.changedMind(linkSaying(PAGE_PATHS.account))}</p>`,
      })
    case 'denied':
      return ticketPage({
        page: props,
        title: device.turnedAwayTitle,
        lead: device.turnedAway,
      })
  }
}

function codeForm(props: DeviceProps, userCode: string | undefined): Html {
  const { common, device } = props.locale.messages
  const field = {
    name: 'user_code',
    label: common.code,
    hint: device.codeHint,
    autocomplete: 'off',
    value: userCode,
    autofocus: true,
  } as const
  return postForm(
    props,
    PAGE_PATHS.device,
    html`${textField(props, field)} ${submitButton({ text: common.continue, look: 'primary' })}`,
  )
}

function confirmPage(props: DeviceProps, state: Extract<DeviceState, { kind: 'confirm' }>): Html {
  const { locale } = props
  const { device: texts } = locale.messages
  const { device, person, sessionId, here } = state
  const { application, userCode } = device
  return ticketPage({
    page: props,
    title: texts.isItYours,
    lead: texts.wantsAccount(strong(application)),
    body: html`<div class="user-code-box">
        <p>${texts.showsCode}</p>
        <p class="user-code" dir="ltr">${userCode}</p>
      </div>
      <div class="message message-warn" role="note">
        ${icon('alert')}
        <p>${texts.warning}</p>
      </div>
      ${!device.isVerified && unverifiedWarning(locale)} ${facts(locale, device)}
      <div class="person">${personLine(locale, person)}</div>
      ${postForm(
        props,
        PAGE_PATHS.device,
        html`<div class="decision">
          ${submitButton({ text: texts.turnAway, name: 'decision', value: 'deny' })}
          ${submitButton({ text: texts.letIn, look: 'primary', name: 'decision', value: 'approve' })}
        </div>`,
        { user_code: userCode, session_id: sessionId },
      )}`,
    stub: html`<p>${texts.notYou(linkSaying(linkTo(PAGE_PATHS.signIn, here)))}</p>`,
  })
}

/** What is known of the device, and what it asks for. */
function facts(locale: Locale, device: WaitingDevice): Html {
  const { common, device: texts } = locale.messages
  const permissions = html`<div>
    <dt>${common.willBeAbleTo}</dt>
    <dd>
      <ul>
        ${device.permissions.map((permission) => html`<li><bdi>${permission}</bdi></li>`)}
      </ul>
    </dd>
  </div>`
  return html`<dl class="asked">
    <div>
      <dt>${texts.device}</dt>
      <dd><bdi>${deviceName(locale, device) ?? common.unknownDevice}</bdi></dd>
    </div>
    <div>
      <dt>${texts.address}</dt>
      <dd>${addressOf(locale, device)}</dd>
    </div>
    <div>
      <dt>${texts.asked}</dt>
      <dd>${timeElement(locale, device.askedAtMs, device.nowMs)}</dd>
    </div>
    ${device.permissions.length > 0 && permissions}
  </dl>`
}

function addressOf({ messages }: Locale, { address, sameAddress }: WaitingDevice): unknown {
  const { device } = messages
  if (address === null) return device.unknown
  const known = html`<bdi>${address}</bdi>`
  return sameAddress ? device.sameAddress(known) : device.otherAddress(known)
}
