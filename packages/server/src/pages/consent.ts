/** The consent page: who asks, for what, until when; and that nobody has to say yes. */

import { leadsToDevice } from '@coatcheck/core'
import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { attributes, html } from './html.ts'
import { icon } from './icons.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'
import { personLine } from './person.ts'
import type { SignedInAccount } from './sign-in.ts'
import { durationOf } from './time.ts'
import { unverifiedWarning } from './unverified.ts'

/** A scope as people read it. */
export type ConsentScope = {
  readonly name: string
  /** In words that follow "will be able to". */
  readonly description: string
  /** It was not among what was granted before. */
  readonly isNew: boolean
}

/** The application that asks. */
export type ConsentClient = {
  readonly name: string
  readonly logoUri: string | null
  readonly clientUri: string | null
  readonly policyUri: string | null
  readonly tosUri: string | null
  /** An administrator has looked at it; `false`: it says all this of itself. */
  readonly isVerified: boolean
}

/** What it shows. Its form sends `decision` (`allow` or `cancel`) and `organization` (an id, or empty for none). */
export type ConsentProps = PageProps & {
  readonly client: ConsentClient
  readonly redirectUri: string
  /** Whose session grants: in the form as `acting_session_id`. */
  readonly account: SignedInAccount
  /** The URL of the request, for whoever would rather use another account. */
  readonly back: string
  /** The request, and the seal of what is shown: in the form as `request` and `seal`. */
  readonly request: string
  readonly seal: string
  readonly scopes: readonly ConsentScope[]
  readonly resources: readonly string[]
  /** Those to choose from. */
  readonly organizations: readonly { readonly id: string; readonly name: string }[]
  /** The one to start with. */
  readonly organizationId: string | null
  /** The name of the one that was named. */
  readonly boundTo: string | null
  readonly lifetimeMs: number
  /** It lasts while the person is signed out. */
  readonly isOffline: boolean
}

/** The page. */
export function consentPage(props: ConsentProps): Html {
  const { client, account } = props
  return ticketPage({
    page: props,
    title: `${client.name} asks for access`,
    body: html`${identity(props)}
      <div class="consent-account">
        <p class="person">${personLine(account)}</p>
        <a href="${linkTo(PAGE_PATHS.signIn, props.back)}">Use another account</a>
      </div>
      ${permissions(props)}
      ${postForm(
        { csrfToken: props.csrfToken },
        PAGE_PATHS.consent,
        html`${organizationChoice(props)}
          <p class="consent-lifetime">${lifetime(props)}</p>
          <div class="consent-decision">
            ${submitButton({ text: 'Cancel', name: 'decision', value: 'cancel' })}
            ${submitButton({ text: 'Allow', look: 'primary', name: 'decision', value: 'allow' })}
          </div>`,
        { acting_session_id: account.sessionId, request: props.request, seal: props.seal },
      )}`,
    stub: stub(props),
  })
}

function identity({ client, redirectUri }: ConsentProps): Html {
  const answered = leadsToDevice(redirectUri)
    ? 'The answer goes to an application on this device. Go on only if you have just started it yourself.'
    : html`The answer goes to <bdi class="strong">${URL.parse(redirectUri)?.host ?? redirectUri}</bdi>.`
  return html`<div class="consent-client">
      ${client.logoUri !== null && html`<img src="${client.logoUri}" alt="" width="48" height="48" referrerpolicy="no-referrer" />`}
      <p>${answered}</p>
    </div>
    ${!client.isVerified && unverifiedWarning()}`
}

function permissions({ scopes, resources, boundTo }: ConsentProps): Html {
  return html`<section aria-labelledby="consent-scopes">
    <h2 class="small-heading" id="consent-scopes">It will be able to</h2>
    <ul class="consent-scopes" role="list">
      ${scopes.map(
        ({ description, isNew }) =>
          html`<li>
            ${icon('check')}<span
              >${description} ${isNew && html`<span class="badge badge-warn">New</span>`}</span
            >
          </li>`,
      )}
      ${scopes.length === 0 && html`<li>${icon('check')}<span>know that somebody is signed in</span></li>`}
      ${
        boundTo !== null &&
        html`<li>
          ${icon('check')}<span>do this for <bdi class="strong">${boundTo}</bdi> alone</span>
        </li>`
      }
    </ul>
    ${resources.length > 0 && html`<p class="consent-resources">At ${resources.map((resource, index) => html`${index > 0 && ', '}<bdi>${resource}</bdi>`)}</p>`}
  </section>`
}

function organizationChoice({ organizations, organizationId }: ConsentProps): Html | undefined {
  if (organizations.length === 0) return undefined
  const choices = [...organizations, { id: '', name: 'None' }]
  return html`<fieldset class="options">
    <legend class="small-heading">For which organization?</legend>
    ${choices.map(
      ({ id, name }) =>
        html`<label class="checkbox">
          <input
            ${attributes({ type: 'radio', name: 'organization', value: id, checked: id === (organizationId ?? '') })}
          />
          <bdi>${name}</bdi>
        </label>`,
    )}
  </fieldset>`
}

function lifetime({ lifetimeMs, isOffline }: ConsentProps): string {
  const time = durationOf(lifetimeMs)
  return isOffline
    ? `For ${time}, also while you are signed out. You can take it back on your account page at any time.`
    : `Until you sign out here, and for ${time} at most. You can take it back on your account page at any time.`
}

function stub({ client }: ConsentProps): Html | undefined {
  const links = [
    ['Website', client.clientUri],
    ['Privacy', client.policyUri],
    ['Terms', client.tosUri],
  ] as const
  const there = links.filter(([, uri]) => uri !== null)
  if (there.length === 0) return undefined
  return html`<p class="consent-links">
    ${there.map(([name, uri]) => html`<a href="${uri}" rel="noreferrer" target="_blank">${name}</a>`)}
  </p>`
}
