/** Shows the consent page of a request. */

import { areSameResources, grantLimits } from '@coatcheck/core'
import { sealConsent } from '../oauth/consent-seal.ts'
import { describeScopes } from '../oauth/describe-scopes.ts'
import { formSourceOf } from '../oauth/request-target.ts'
import { wayBack } from '../oauth/arriving-request.ts'
import { consentPage } from '../pages/consent.ts'
import type { PageProps } from '../pages/page.ts'
import type { Server } from '../server.ts'
import type { AnswerableRequest } from './authorize-pages.ts'
import { pageAnswer, seeOther } from './page-answer.ts'
import type { PageRequest } from './page-request.ts'

/** Shows it, to the person whose session would grant. */
export async function showConsent(page: PageRequest, answerable: AnswerableRequest): Promise<Response> {
  const { server } = page
  const { arriving, request, reading, before, organization } = answerable
  const { client, resources, redirectUri } = request
  const user = await server.store.users.find(reading.session.userId)
  const back = await wayBack(server, arriving)
  if (user === null) return seeOther(back)
  const { firstName, lastName, email } = user
  const leftMs = reading.session.limits.absoluteExpiresAtMs - reading.nowMs
  const describe = await describeScopes(server)
  const known = before !== null && areSameResources(before.resources, resources) ? before.scopes : []
  const isOffline = request.scopes.includes('offline_access')
  // Only who was looked at may show a picture: anybody else could show somebody else's.
  const logo = client.registration === 'admin' ? imageOf(client.logoUri) : null
  const asked = {
    client: { ...client, logoUri: logo?.href ?? null, isVerified: client.registration === 'admin' },
    redirectUri,
    account: { sessionId: reading.session.id, firstName, lastName, email },
    back,
    request: back.slice(back.indexOf('?') + 1),
    seal: await sealConsent(server, { ...request, query: arriving.query, sessionId: reading.session.id }),
    resources: resources.filter((resource) => resource !== server.settings.url),
    organizations: organization.choices.map(({ organization: { id, name } }) => ({ id, name })),
    organizationId: organization.organizationId,
    boundTo: await boundTo(server, answerable),
    lifetimeMs: grantLimits(server.policy(), client, isOffline ? null : leftMs).absoluteMs,
    isOffline,
  }
  const view = (props: PageProps) =>
    consentPage({
      ...props,
      ...asked,
      scopes: request.scopes.map((name) => ({
        name,
        description: describe(name, props.locale.messages),
        isNew: before !== null && !known.includes(name),
      })),
    })
  const source = formSourceOf(redirectUri)
  return await pageAnswer(page, view, {
    onlyFormTargets: true,
    formTargets: source === null ? [] : [source],
    imageSources: logo === null ? [] : [logo.origin + logo.pathname.replaceAll(/[;,]/g, encodeURIComponent)],
  })
}

/** The name of the organization that the request itself names. */
async function boundTo({ store }: Server, { request }: AnswerableRequest): Promise<string | null> {
  const { organizationId } = request
  return organizationId === null ? null : ((await store.organizations.find(organizationId))?.name ?? null)
}

function imageOf(uri: string | null): URL | null {
  const url = uri === null ? null : URL.parse(uri)
  return url?.protocol === 'https:' ? url : null
}
