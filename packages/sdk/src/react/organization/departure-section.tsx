/** The ways out of an organization. */

import type { ReactNode } from 'react'
import { ConfirmButton } from '../dialog/confirm.tsx'
import { FailureMessage } from '../form/failure-message.tsx'
import { useMessages } from '../look/look.ts'
import { fill } from '../messages/fill.ts'
import type { Organization } from './organization.ts'
import { useOrganizationActs } from './use-organization-acts.ts'

/** Which one, and whether the person may delete it. */
export type DepartureSectionProps = { readonly organization: Organization; readonly canDelete: boolean }

/** Leaving, and deleting. */
export function DepartureSection({ organization, canDelete }: DepartureSectionProps): ReactNode {
  const { organization: text } = useMessages()
  const { leave, remove, busy, failure } = useOrganizationActs()
  const { id, name } = organization
  return (
    <div className="cc-section">
      <FailureMessage failure={failure} />
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
    </div>
  )
}
