/** Every device that the user is signed in on. */

import { submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { icon } from '../icons.ts'
import { PAGE_PATHS } from '../paths.ts'
import { deviceName } from '../device-name.ts'
import { strong } from '../phrases.ts'
import { timeElement } from '../time.ts'
import { accountForm, signOutForm, signOutScopeForm } from './account-form.ts'
import type { AccountProps, DeviceView } from './account-props.ts'
import { section } from './section.ts'

/** The devices, this one first and then by last activity, with the ways to sign them out. */
export function devicesSection(props: AccountProps): Html {
  const isCurrent = (device: DeviceView): boolean => device.sessionId === props.sessionId
  const devices = props.devices.toSorted(
    (a, b) => Number(isCurrent(b)) - Number(isCurrent(a)) || b.lastActiveAtMs - a.lastActiveAtMs,
  )
  const texts = props.locale.messages.account.devices
  const others = devices.some((device) => !isCurrent(device))
  return section(
    'devices',
    texts.title,
    texts.what,
    html`<ul class="rows" role="list">
        ${devices.map((device) => deviceRow(props, device, isCurrent(device)))}
      </ul>
      ${!others && html`<p class="empty-line">${texts.noOther}</p>`}
      <div class="actions">
        ${others && signOutScopeForm(props, { scope: 'others', text: texts.signOutOthers })}
        ${signOutScopeForm(props, { scope: 'global', text: texts.signOutEverywhere, look: 'danger' })}
      </div>`,
  )
}

function deviceRow(props: AccountProps, device: DeviceView, current: boolean): Html {
  const { common, account } = props.locale.messages
  const texts = account.devices
  const name = deviceName(props.locale, device) ?? common.unknownDevice
  const label = current ? texts.signOutThis : texts.signOutNamed(name)
  const revoke = accountForm(props, PAGE_PATHS.revoke, submitButton({ text: common.signOut, label }), {
    session_id: device.sessionId,
  })
  const where = [device.place, device.address].filter(Boolean).join(' · ') || texts.unknownPlace
  return html`<li class="row">
    <span class="device-icon">${icon(device.kind)}</span>
    <div class="device-text">
      <p class="device-name">
        ${strong(name)} ${current && html`<span class="badge badge-good">${texts.thisDevice}</span>`}
        ${device.standing !== undefined && html`<span class="badge badge-warn">${texts[device.standing]}</span>`}
      </p>
      <p><bdi>${where}</bdi></p>
      <p>${texts.lastActive(timeElement(props.locale, device.lastActiveAtMs, props.nowMs))}</p>
    </div>
    <div class="row-actions">
      ${current ? signOutForm(props, { sessionId: device.sessionId, text: common.signOut, label }) : revoke}
    </div>
  </li>`
}
