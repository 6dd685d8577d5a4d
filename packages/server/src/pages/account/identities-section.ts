/** The upstreams' accounts that sign one in: those there are, and the ways to more. */

import { submitButton } from '../form.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { icon } from '../icons.ts'
import { PAGE_PATHS } from '../paths.ts'
import { strong } from '../phrases.ts'
import { accountForm } from './account-form.ts'
import type { AccountProps } from './account-props.ts'
import { section } from './section.ts'

/** Whether there is anything to say. */
export function hasIdentities({ identities, upstreams }: AccountProps): boolean {
  return identities.length > 0 || upstreams.length > 0
}

/** Each linked account with the way to remove it; a button for each upstream. */
export function identitiesSection(props: AccountProps): Html | false {
  if (!hasIdentities(props)) return false
  const { account } = props.locale.messages
  const texts = account.identities
  return section(
    'identities',
    texts.title,
    texts.what,
    html`<ul class="rows" role="list">
        ${props.identities.map((identity) => identityRow(props, identity))}
      </ul>
      ${props.identities.length === 0 && html`<p class="empty-line">${account.noneYet}</p>`}
      <div class="actions">
        ${props.upstreams.map(({ upstreamId, name }) =>
          accountForm(props, PAGE_PATHS.connect, submitButton({ text: texts.connect(name) }), {
            upstream_id: upstreamId,
          }),
        )}
      </div>`,
  )
}

function identityRow(props: AccountProps, identity: AccountProps['identities'][number]): Html {
  const { identityId, name, subject } = identity
  const { common, account } = props.locale.messages
  const texts = account.identities
  const button = submitButton({ text: common.remove, label: texts.removeNamed(name, subject) })
  return html`<li class="row">
    <span class="device-icon">${icon('check')}</span>
    <div class="device-text">
      <p class="device-name">${strong(name)}</p>
      <p>${texts.knownAs(html`<bdi>${subject}</bdi>`)}</p>
    </div>
    <div class="row-actions">
      ${accountForm(props, PAGE_PATHS.disconnect, button, { identity_id: identityId })}
    </div>
  </li>`
}
