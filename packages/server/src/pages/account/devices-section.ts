/** Every device that the user is signed in on. */

import { submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { icon } from '../icons.ts'
import { PAGE_PATHS } from '../paths.ts'
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
  const others = devices.some((device) => !isCurrent(device))
  return section(
    'devices',
    'Devices',
    'Where you are signed in. If one of them is not yours, sign it out and change your password.',
    html`<ul class="rows" role="list">
        ${devices.map((device) => deviceRow(props, device, isCurrent(device)))}
      </ul>
      ${!others && html`<p class="empty-line">No other device is signed in.</p>`}
      <div class="actions">
        ${others && signOutScopeForm(props, { scope: 'others', text: 'Sign out all others' })}
        ${signOutScopeForm(props, { scope: 'global', text: 'Sign out everywhere', look: 'danger' })}
      </div>`,
  )
}

function deviceRow(props: AccountProps, device: DeviceView, current: boolean): Html {
  const name = deviceName(device)
  const label = `Sign out ${current ? 'this device' : name}`
  const revoke = accountForm(props, PAGE_PATHS.revoke, submitButton({ text: 'Sign out', label }), {
    session_id: device.sessionId,
  })
  const where = [device.place, device.address].filter(Boolean).join(' · ') || 'Unknown place'
  return html`<li class="row">
    <span class="device-icon">${icon(device.kind)}</span>
    <div class="device-text">
      <p class="device-name">
        <bdi class="strong">${name}</bdi>
        ${current && html`<span class="badge badge-good">This device</span>`}
        ${device.standing !== undefined && html`<span class="badge badge-warn">${STANDING[device.standing]}</span>`}
      </p>
      <p><bdi>${where}</bdi></p>
      <p>Last active ${timeElement(device.lastActiveAtMs, props.nowMs)}</p>
    </div>
    <div class="row-actions">
      ${current ? signOutForm(props, { sessionId: device.sessionId, text: 'Sign out', label }) : revoke}
    </div>
  </li>`
}

const STANDING = { acting: 'An administrator, acting as you', pending: 'Not complete yet' } as const

function deviceName({ browser, operatingSystem }: DeviceView): string {
  if (browser !== null && operatingSystem !== null) return `${browser} on ${operatingSystem}`
  return browser ?? operatingSystem ?? 'Unknown device'
}
