/** The page of an invitation: whoever is signed in with the invited address joins by one press. */

import { type Invitation, parseInvitation } from '@coatcheck/core'
import { isAlive } from '../http/client-principal.ts'
import { acceptInvitation } from '../organization/accept-invitation-route.ts'
import { invitationPage, type InvitationState } from '../pages/invitation.ts'
import type { PageError } from '../pages/page.ts'
import { PAGE_PATHS } from '../pages/paths.ts'
import { callRoute } from './call-route.ts'
import { pageAnswer, problemOf } from './page-answer.ts'
import { pageError } from './page-error.ts'
import type { PageRequest } from './page-request.ts'

/** Opens the page behind a link; nothing is accepted yet. */
export async function showInvitation(page: PageRequest): Promise<Response> {
  return await answer(page, await stateOf(page, page.query.get('ticket') ?? ''))
}

/** Accepts. */
export async function submitInvitation(page: PageRequest): Promise<Response> {
  const { browser, form } = page
  const token = form.get('token') ?? ''
  const state = await stateOf(page, token)
  const reading = browser?.sessions.find(({ session }) => session.id === form.get('session_id'))
  if (state.kind !== 'confirm' || browser === null || reading === undefined) return await answer(page, state)
  const principal = { ...browser, kind: 'client-cookie', reading } as const
  const response = await callRoute(acceptInvitation, page, principal, { body: { ticket: token } })
  if (response.ok) return await answer(page, { kind: 'joined', organization: state.organization })
  const problem = await problemOf(response)
  return await answer(page, state, pageError(problem), problem.status)
}

async function stateOf(page: PageRequest, token: string): Promise<InvitationState> {
  const { store, crypto } = page.server
  const ticket = parseInvitation(token, crypto)
  const invitation = ticket === null ? null : await store.invitations.find(ticket.id, ticket.hash)
  const organization = invitation === null ? null : await store.organizations.find(invitation.organizationId)
  if (invitation === null || organization === null) return { kind: 'invalid' }
  const { email } = invitation
  const sessionId = await sessionOf(page, invitation)
  if (sessionId !== null) return { kind: 'confirm', organization: organization.name, email, token, sessionId }
  const here = `${page.server.settings.url}${PAGE_PATHS.invitation}?ticket=${encodeURIComponent(token)}`
  return { kind: 'stranger', organization: organization.name, email, here }
}

/** The session of this browser whose user has the invited address. */
async function sessionOf({ server, browser }: PageRequest, { email }: Invitation): Promise<string | null> {
  for (const reading of browser?.sessions.filter(isAlive) ?? []) {
    const user = await server.store.users.find(reading.session.userId)
    if (user?.email === email) return reading.session.id
  }
  return null
}

function answer(
  page: PageRequest,
  state: InvitationState,
  error?: PageError,
  status = 200,
): Promise<Response> {
  const redirectUrl = page.redirectUrl ?? undefined
  return pageAnswer(page, (props) => invitationPage({ ...props, redirectUrl, error, state }), { status })
}
