/** The invitations into an organization. */

import { type ReactNode, useState } from 'react'
import { Button } from '../form/button.tsx'
import { FailureMessage, Notice } from '../form/failure-message.tsx'
import { Field } from '../form/field.tsx'
import { type Filled, Form, wrongField } from '../form/form.tsx'
import { useMessages } from '../look/look.ts'
import { Section } from '../look/section.tsx'
import { fill } from '../messages/fill.ts'
import { RoleSelect, useRoleName } from './role-select.tsx'
import { type Invitation, useInvitations } from './use-invitations.ts'

/** The section. */
export function InvitationsSection({ organizationId }: { readonly organizationId: string }): ReactNode {
  const { form, organization: text } = useMessages()
  const { invitations, busy, failure, invite, revoke } = useInvitations(organizationId)
  const [invited, setInvited] = useState<string[]>([])
  const last = invited.at(-1)

  async function send({ email = '', role = 'org:member' }: Filled): Promise<void> {
    if (await invite({ email, role })) setInvited([...invited, email])
  }

  return (
    <Section title={text.invitations}>
      <FailureMessage failure={failure} />
      {last !== undefined && failure === null && <Notice>{fill(text.inviteSent, { email: last })}</Notice>}
      {/* A form that was sent begins anew. */}
      <Form key={invited.length} failure={failure} onSend={(filled) => void send(filled)}>
        <div className="cc-invite">
          <Field
            name="email"
            label={form.email}
            type="email"
            autoComplete="off"
            isInvalid={failure !== null && wrongField(failure) === 'email'}
          />
          <RoleSelect label={text.role} value="org:member" name="role" />
          <Button type="submit" look="primary" isBusy={busy === 'invite'}>
            {text.invite}
          </Button>
        </div>
      </Form>
      {invitations?.length === 0 && <p className="cc-soft">{text.noInvitations}</p>}
      <ul className="cc-rows">
        {invitations?.map((invitation) => (
          <li key={invitation.id}>
            <InvitationRow
              invitation={invitation}
              isBusy={busy === invitation.id}
              onRevoke={() => void revoke(invitation.id)}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}

type RowProps = { readonly invitation: Invitation; readonly isBusy: boolean; readonly onRevoke: () => void }

function InvitationRow({ invitation: { email, role }, isBusy, onRevoke }: RowProps): ReactNode {
  const { organization: text } = useMessages()
  const roleName = useRoleName(role)
  return (
    <div className="cc-row">
      <div className="cc-row-text">
        <bdi className="cc-strong">{email}</bdi>
        <span className="cc-soft cc-small">{roleName}</span>
      </div>
      <div className="cc-actions">
        <Button isBusy={isBusy} aria-label={fill(text.revokeInvitation, { email })} onClick={onRevoke}>
          {text.revoke}
        </Button>
      </div>
    </div>
  )
}
