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
import { strong } from './phrases.ts'
import type { SignedInAccount } from './sign-in.ts'
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
  const { client, account, locale } = props
  const { common, applications } = locale.messages
  return ticketPage({
    page: props,
    title: applications.asksForAccess(client.name),
    body: html`${identity(props)}
      <div class="consent-account">
        <p class="person">${personLine(locale, account)}</p>
        <a href="${linkTo(PAGE_PATHS.signIn, props.back)}">${common.useAnotherAccount}</a>
      </div>
      ${permissions(props)}
      ${postForm(
        { csrfToken: props.csrfToken },
        PAGE_PATHS.consent,
        html`${organizationChoice(props)}
          <p class="consent-lifetime">${lifetime(props)}</p>
          <div class="decision">
            ${submitButton({ text: common.cancel, name: 'decision', value: 'cancel' })}
            ${submitButton({ text: applications.allow, look: 'primary', name: 'decision', value: 'allow' })}
          </div>`,
        { acting_session_id: account.sessionId, request: props.request, seal: props.seal },
      )}`,
    stub: stub(props),
  })
}

function identity({ client, redirectUri, locale }: ConsentProps): Html {
  const { applications } = locale.messages
  const answered = leadsToDevice(redirectUri)
    ? applications.answerToDevice
    : applications.answerTo(strong(URL.parse(redirectUri)?.host ?? redirectUri))
  return html`<div class="consent-client">
      ${client.logoUri !== null && html`<img src="${client.logoUri}" alt="" width="48" height="48" referrerpolicy="no-referrer" />`}
      <p>${answered}</p>
    </div>
    ${!client.isVerified && unverifiedWarning(locale)}`
}

function permissions({ scopes, resources, boundTo, locale }: ConsentProps): Html {
  const { common, applications } = locale.messages
  const places = resources.map((resource, index) => html`${index > 0 && ', '}<bdi>${resource}</bdi>`)
  return html`<section aria-labelledby="consent-scopes">
    <h2 class="small-heading" id="consent-scopes">${common.willBeAbleTo}</h2>
    <ul class="consent-scopes" role="list">
      ${scopes.map(
        ({ description, isNew }) =>
          html`<li>
            ${icon('check')}<span
              >${description}
              ${isNew && html`<span class="badge badge-warn">${applications.isNew}</span>`}</span
            >
          </li>`,
      )}
      ${scopes.length === 0 && html`<li>${icon('check')}<span>${applications.scopes.none}</span></li>`}
      ${
        boundTo !== null &&
        html`<li>${icon('check')}<span>${applications.forOneOrganization(strong(boundTo))}</span></li>`
      }
    </ul>
    ${resources.length > 0 && html`<p class="consent-resources">${applications.at(html`${places}`)}</p>`}
  </section>`
}

function organizationChoice({ organizations, organizationId, locale }: ConsentProps): Html | undefined {
  if (organizations.length === 0) return undefined
  const { applications } = locale.messages
  const choices = [...organizations, { id: '', name: applications.noOrganization }]
  return html`<fieldset class="options">
    <legend class="small-heading">${applications.forWhichOrganization}</legend>
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

function lifetime({ lifetimeMs, isOffline, locale }: ConsentProps): string {
  const { applications } = locale.messages
  const duration = locale.formats.duration(lifetimeMs)
  return isOffline ? applications.lastsOffline(duration) : applications.lasts(duration)
}

function stub({ client, locale }: ConsentProps): Html | undefined {
  const { applications } = locale.messages
  const links = [
    [applications.website, client.clientUri],
    [applications.privacy, client.policyUri],
    [applications.terms, client.tosUri],
  ] as const
  const there = links.filter(([, uri]) => uri !== null)
  if (there.length === 0) return undefined
  return html`<p class="consent-links">
    ${there.map(([name, uri]) => html`<a href="${uri}" rel="noreferrer" target="_blank">${name}</a>`)}
  </p>`
}
