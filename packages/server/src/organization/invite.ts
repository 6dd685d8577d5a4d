/** Invites an address into an organization: the link goes to that address and nowhere else. */

import {
  type ActContext,
  type EmailAddress,
  type Invitation,
  issueInvitation,
  MAILS_PER_ACCOUNT,
  MEMBER_ROLE,
  type OrganizationId,
  type RoleKey,
  type UserId,
} from '@coatcheck/core'
import { problem } from '../http/problem.ts'
import { mailSetting } from '../mail/mail-setting.ts'
import { invitationMail } from '../mail/messages.ts'
import { PAGE_PATHS } from '../pages/paths.ts'
import type { Server } from '../server.ts'
import { organizationProblem } from './write-problem.ts'

const LIFETIME_MS = 7 * 86_400_000

/** Who is invited, to where, by whom. */
export type InvitationRequest = {
  readonly organizationId: OrganizationId
  readonly email: EmailAddress
  readonly role: RoleKey | undefined
  readonly inviterId: UserId | null
}

/** Invites. @returns The invitation; an answer when there is none. */
export async function invite(
  server: Server,
  request: InvitationRequest,
  context: ActContext,
): Promise<Invitation | Response> {
  const { organizationId, email, inviterId } = request
  const organization = await server.store.organizations.find(organizationId)
  if (organization === null) return problem('not_found')
  const taken = await server.store.rateLimits.take(`mail:${email}`, MAILS_PER_ACCOUNT)
  if (taken.outcome === 'limited') return problem('rate_limited', { retryAfterMs: taken.retryAfterMs })
  const { id, text, hash } = issueInvitation(server.clock.nowMs(), server)
  const role = request.role ?? MEMBER_ROLE
  const invitation = { id, organizationId, email, role, inviterId, hash, lifetimeMs: LIFETIME_MS }
  const created = await server.store.invitations.create(invitation, context)
  if (created.outcome !== 'created') return organizationProblem(created.outcome)
  const link = `${server.settings.url}${PAGE_PATHS.invitation}?ticket=${text.reveal()}`
  const invited = await server.store.users.findByEmail(email)
  const setting = mailSetting(server, invited?.user ?? null, context)
  await server.mailer.send({ to: email, ...invitationMail(setting, organization.name, link) })
  return created.invitation
}
