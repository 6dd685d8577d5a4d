/** What an organization is called, and the ways out of it. */

import { type ReactNode, useState } from 'react'
import { ConfirmButton } from '../dialog/confirm.tsx'
import { Button } from '../form/button.tsx'
import { FailureMessage, Notice } from '../form/failure-message.tsx'
import { Form } from '../form/form.tsx'
import { useMessages } from '../look/look.ts'
import { Section } from '../look/section.tsx'
import { fill } from '../messages/fill.ts'
import { NameFields, namesOf } from './name-fields.tsx'
import type { Organization } from './organization.ts'
import { useOrganizationActs } from './use-organization-acts.ts'

/** Which one, and what the person may do. */
export type ProfileSectionProps = {
  readonly organization: Organization
  readonly canEdit: boolean
  readonly canDelete: boolean
}

/** The section. */
export function ProfileSection({ organization, canEdit, canDelete }: ProfileSectionProps): ReactNode {
  const { form, organization: text } = useMessages()
  const { rename, leave, remove, busy, failure } = useOrganizationActs()
  const [isSaved, setSaved] = useState(false)
  const { id, name } = organization
  return (
    <Section title={text.profile}>
      <FailureMessage failure={failure} />
      {isSaved && failure === null && busy === null && <Notice>{form.saved}</Notice>}
      {canEdit && (
        <Form failure={failure} onSend={(filled) => void rename(id, namesOf(filled)).then(setSaved)}>
          <NameFields organization={organization} failure={failure} />
          <div className="cc-actions">
            <Button type="submit" look="primary" isBusy={busy === 'rename'}>
              {form.save}
            </Button>
          </div>
        </Form>
      )}
      <div className="cc-actions">
        <ConfirmButton
          label={text.leave}
          question={fill(text.confirmLeave, { organization: name })}
          isBusy={busy === 'leave'}
          onConfirm={() => void leave(id)}
        />
        {canDelete && (
          <ConfirmButton
            look="danger"
            label={text.delete}
            question={fill(text.confirmDelete, { organization: name })}
            isBusy={busy === 'delete'}
            onConfirm={() => void remove(id)}
          />
        )}
      </div>
    </Section>
  )
}
