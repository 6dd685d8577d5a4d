/** The members of an organization. */

import { type ReactNode, useState } from 'react'
import { ConfirmButton } from '../dialog/confirm.tsx'
import { Button } from '../form/button.tsx'
import { FailureMessage } from '../form/failure-message.tsx'
import { useMessages } from '../look/look.ts'
import { Section } from '../look/section.tsx'
import { fill } from '../messages/fill.ts'
import { PersonLine, usePersonName } from '../person/person-line.tsx'
import type { Organization } from './organization.ts'
import { RoleSelect, useRoleName } from './role-select.tsx'
import { type Member, type MembersController, useMembers } from './use-members.ts'

/** Of which one, and whether the person may change them. */
export type MembersSectionProps = { readonly organization: Organization; readonly canManage: boolean }

/** The section. */
export function MembersSection(props: MembersSectionProps): ReactNode {
  const { organization: text } = useMessages()
  return (
    <Section title={text.members}>
      <MembersPage {...props} cursor={null} />
    </Section>
  )
}

/** A page, and below it the next one, once somebody wants it. */
function MembersPage({
  cursor,
  ...props
}: MembersSectionProps & { readonly cursor: string | null }): ReactNode {
  const { form, organization: text } = useMessages()
  const page = useMembers(props.organization.id, cursor)
  const { members, nextCursor, failure } = page
  const [isGoingOn, setGoingOn] = useState(false)
  return (
    <>
      <FailureMessage failure={failure} />
      {members === undefined && failure === null && <p className="cc-soft">{form.busy}</p>}
      <ul className="cc-rows">
        {members?.map((member) => (
          <li key={member.userId}>
            <MemberRow {...props} page={page} member={member} />
          </li>
        ))}
      </ul>
      {nextCursor !== null &&
        (isGoingOn ? (
          <MembersPage {...props} cursor={nextCursor} />
        ) : (
          <Button onClick={() => setGoingOn(true)}>{text.more}</Button>
        ))}
    </>
  )
}

type RowProps = MembersSectionProps & { readonly page: MembersController; readonly member: Member }

function MemberRow({ organization, canManage, page, member }: RowProps): ReactNode {
  const { organization: text } = useMessages()
  const { userId, role, person, isSelf } = member
  const name = usePersonName(person)
  const roleName = useRoleName(role)
  const isBusy = page.busy === userId
  return (
    <div className="cc-row">
      <div className="cc-row-text">
        <PersonLine person={person} />
      </div>
      {isSelf && <span className="cc-badge cc-badge-good">{text.you}</span>}
      {canManage ? (
        <div className="cc-actions">
          <RoleSelect
            label={fill(text.roleOf, { name })}
            value={role}
            onChoose={(chosen) => void page.setRole(userId, chosen)}
          />
          {!isSelf && (
            <ConfirmButton
              label={text.remove}
              fullLabel={fill(text.removeMember, { name })}
              question={fill(text.confirmRemove, { name, organization: organization.name })}
              isBusy={isBusy}
              onConfirm={() => void page.remove(userId)}
            />
          )}
        </div>
      ) : (
        <span className="cc-soft">{roleName}</span>
      )}
    </div>
  )
}
